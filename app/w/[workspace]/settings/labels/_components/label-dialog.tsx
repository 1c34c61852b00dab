"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { LabelView } from "#server/labels/schemas.ts";
import { freshColor } from "../../../_lib/label-color.ts";
import { type LabelEntries, LabelForm } from "./label-form.tsx";

interface LabelDialogProps {
  workspace: string;
  label: LabelView | "new";
  usedColors: readonly string[];
  onClose: () => void;
}

export function LabelDialog({ label, ...dialog }: LabelDialogProps) {
  const t = useTranslations("labels.form");
  return (
    <Dialog open onOpenChange={(open) => !open && dialog.onClose()}>
      <DialogContent className="outline-none">
        <DialogHeader>
          <DialogTitle>{label === "new" ? t("newTitle") : t("editTitle", { name: label.name })}</DialogTitle>
          <DialogDescription>{label === "new" ? t("newText") : t("editText")}</DialogDescription>
        </DialogHeader>
        {label === "new" ? <NewLabel {...dialog} /> : <EditLabel {...dialog} label={label} />}
      </DialogContent>
    </Dialog>
  );
}

function NewLabel({ workspace, usedColors, onClose }: Omit<LabelDialogProps, "label">) {
  const t = useTranslations("labels.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.labels.create.mutationOptions({
      onSuccess: ({ name }) => {
        toast.success(t("created", { name }));
        onClose();
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.pathKey() }),
    }),
  );
  return (
    <LabelForm
      start={{ name: "", color: freshColor(usedColors), description: "" }}
      onSave={(entries) => create.mutate({ workspace, ...entries })}
      submitLabel={t("create")}
      error={create.error}
      pending={create.isPending}
    />
  );
}

/** Reads the label anew first: the list may be a quarter of an hour old, and others use the account too. */
function EditLabel({
  workspace,
  label,
  onClose,
}: Omit<LabelDialogProps, "label" | "usedColors"> & { label: LabelView }) {
  const trpc = useTRPC();
  const present = useQuery({
    ...trpc.labels.get.queryOptions({ workspace, labelId: label.id }),
    // As it was when the form was opened; what others change meanwhile is refused when it is saved.
    ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false },
    refetchOnMount: "always" as const,
    retry: false,
  });
  if (present.error) return <Unreadable error={present.error} onRetry={() => void present.refetch()} />;
  if (!present.data || present.isFetching) {
    return (
      <div aria-busy className="grid gap-4">
        <Skeleton className="h-14" />
        <Skeleton className="h-24" />
        <Skeleton className="h-20" />
      </div>
    );
  }
  return <EditForm workspace={workspace} label={present.data} onClose={onClose} />;
}

function Unreadable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const tCommon = useTranslations("common");
  return (
    <>
      <ErrorNotice error={error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button onClick={onRetry}>{tCommon("retry")}</Button>
      </DialogFooter>
    </>
  );
}

interface EditFormProps {
  workspace: string;
  label: LabelView;
  onClose: () => void;
}

function EditForm({ workspace, label, onClose }: EditFormProps) {
  const t = useTranslations("labels.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { id, name, color, description } = label;
  const change = useMutation(
    trpc.labels.change.mutationOptions({
      onSuccess: () => {
        toast.success(t("saved"));
        onClose();
      },
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.labels.list.pathKey() }),
    }),
  );
  function save(entries: LabelEntries) {
    change.mutate({
      ...{ workspace, labelId: id, seen: { name, color } },
      ...(entries.name !== name && { name: entries.name }),
      ...(entries.color !== color && { color: entries.color }),
      ...(entries.description !== (description ?? "") && { description: entries.description || null }),
    });
  }
  return (
    <LabelForm
      start={{ name, color, description: description ?? "" }}
      onSave={save}
      submitLabel={t("save")}
      error={change.error}
      pending={change.isPending}
    />
  );
}
