"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { SnippetView } from "#server/snippets/schemas.ts";
import { PlaceholderText } from "./placeholder-text.tsx";

const undoMs = 10_000;

interface SnippetRowProps {
  workspace: string;
  snippet: SnippetView;
  mayManage: boolean;
  onEdit: () => void;
}

export function SnippetRow({ workspace, snippet, mayManage, onEdit }: SnippetRowProps) {
  const t = useTranslations("snippets");
  const remove = useRemoval(workspace);
  const { name, shortcut, text } = snippet;
  return (
    <li data-testid="snippet-row" className="flex items-start gap-3 px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <span dir="auto" className="min-w-0 font-medium [overflow-wrap:anywhere]">
            {name}
          </span>
          <code dir="ltr" className="text-muted-foreground text-xs">
            /{shortcut}
          </code>
        </div>
        <p
          dir="auto"
          className="line-clamp-3 whitespace-pre-line text-muted-foreground text-sm [overflow-wrap:anywhere]"
        >
          <PlaceholderText text={text} />
        </p>
      </div>
      {mayManage && (
        <div className="flex shrink-0 gap-0.5">
          <Button variant="ghost" size="icon-sm" aria-label={t("edit", { name })} onClick={onEdit}>
            <Pencil aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("delete", { name })}
            onClick={() => remove(snippet)}
            data-testid="delete-snippet"
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      )}
    </li>
  );
}

/** Deletes a snippet, and offers to put it back for a while. */
function useRemoval(workspace: string): (snippet: SnippetView) => void {
  const t = useTranslations("snippets");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  const readAgain = () => queryClient.invalidateQueries({ queryKey: trpc.snippets.pathKey() });
  const restoring = useMutation(
    trpc.snippets.add.mutationOptions({
      onError,
      onSuccess: () => {
        toast.success(t("restored"));
        return readAgain();
      },
    }),
  );
  const deleting = useMutation(
    trpc.snippets.delete.mutationOptions({
      onError,
      onSuccess: ({ name, shortcut, text }) => {
        const onClick = () => restoring.mutate({ workspace, name, shortcut, text });
        toast.success(t("deleted"), { duration: undoMs, action: { label: t("undo"), onClick } });
        return readAgain();
      },
    }),
  );
  return ({ id }) => deleting.mutate({ workspace, snippetId: id });
}
