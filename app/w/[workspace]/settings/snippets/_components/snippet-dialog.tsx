"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import {
  type AddSnippetInput,
  addSnippetSchema,
  placeholders,
  type SnippetView,
} from "#server/snippets/schemas.ts";
import { Preview } from "./preview.tsx";

interface SnippetDialogProps {
  workspace: string;
  snippet: SnippetView | "new";
  onClose: () => void;
}

type Errors = Partial<Record<keyof AddSnippetInput, string>>;

/** The form of a snippet, checked as the server checks it. */
export function SnippetDialog({ workspace, snippet, onClose }: SnippetDialogProps) {
  const t = useTranslations("snippets.form");
  const tCommon = useTranslations("common");
  const [values, setValues] = useState(() =>
    snippet === "new" ? { name: "", shortcut: "", text: "" } : snippet,
  );
  const [errors, setErrors] = useState<Errors>({});
  const field = useRef<HTMLTextAreaElement>(null);
  const { save, isSaving, error, forget } = useSaving(workspace, snippet, onClose);
  const set = (change: Partial<AddSnippetInput>) => {
    setValues({ ...values, ...change });
    setErrors({});
    forget();
  };

  function insert(placeholder: string) {
    const box = field.current;
    const [start, end] = [box?.selectionStart ?? values.text.length, box?.selectionEnd ?? values.text.length];
    set({ text: `${values.text.slice(0, start)}{${placeholder}}${values.text.slice(end)}` });
    box?.focus();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = addSnippetSchema.safeParse(values);
    if (checked.success) return save(checked.data);
    setErrors(Object.fromEntries(checked.error.issues.map(({ path: [name], message }) => [name, message])));
  }
  const errorOf = useFieldErrors(errors, error);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg">
        <form onSubmit={submit} className="grid gap-4" noValidate>
          <DialogHeader>
            <DialogTitle>{t(snippet === "new" ? "addTitle" : "editTitle")}</DialogTitle>
            <DialogDescription>{t("description")}</DialogDescription>
          </DialogHeader>
          <Field label={t("name")} error={errorOf("name")}>
            {(control) => (
              <Input
                {...control}
                dir="auto"
                value={values.name}
                onChange={(event) => set({ name: event.target.value })}
                data-testid="snippet-name"
              />
            )}
          </Field>
          <Field label={t("shortcut")} hint={t("shortcutHint")} error={errorOf("shortcut")}>
            {(control) => (
              <Input
                {...control}
                dir="ltr"
                autoCapitalize="none"
                spellCheck={false}
                value={values.shortcut}
                onChange={(event) => set({ shortcut: event.target.value.replace(/^\//, "") })}
                data-testid="snippet-shortcut"
              />
            )}
          </Field>
          <Field label={t("text")} hint={t("textHint")} error={errorOf("text")}>
            {(control) => (
              <Textarea
                {...control}
                ref={field}
                dir="auto"
                value={values.text}
                onChange={(event) => set({ text: event.target.value })}
                className="max-h-60"
                data-testid="snippet-text"
              />
            )}
          </Field>
          <div className="-mt-2 flex flex-wrap gap-1.5">
            {placeholders.map((placeholder) => (
              <Button
                key={placeholder}
                size="sm"
                variant="secondary"
                aria-label={t("insert", { placeholder })}
                onClick={() => insert(placeholder)}
              >
                <code>{`{${placeholder}}`}</code>
              </Button>
            ))}
          </div>
          <Preview text={values.text} />
          {!errorOf("shortcut") && <ErrorNotice error={error} />}
          <DialogFooter>
            <Button variant="outline" onClick={onClose}>
              {tCommon("cancel")}
            </Button>
            <Button type="submit" loading={isSaving} data-testid="save-snippet">
              {t("save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function useSaving(workspace: string, snippet: SnippetView | "new", onClose: () => void) {
  const t = useTranslations("snippets");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = () => {
    toast.success(t(snippet === "new" ? "added" : "changed"));
    onClose();
    return queryClient.invalidateQueries({ queryKey: trpc.snippets.pathKey() });
  };
  const adding = useMutation(trpc.snippets.add.mutationOptions({ onSuccess }));
  const changing = useMutation(trpc.snippets.change.mutationOptions({ onSuccess }));
  return {
    save: (input: AddSnippetInput) => {
      if (snippet === "new") adding.mutate({ workspace, ...input });
      else changing.mutate({ workspace, snippetId: snippet.id, ...input });
    },
    isSaving: adding.isPending || changing.isPending,
    error: adding.error ?? changing.error,
    forget: () => {
      adding.reset();
      changing.reset();
    },
  };
}

/** What is wrong with a field: what the form saw, or that somebody else has the shortcut. */
function useFieldErrors(errors: Errors, error: unknown) {
  const reasonText = useReasonText();
  return (name: keyof AddSnippetInput): string | undefined => {
    const reason = errors[name];
    if (reason) return reasonText(reason) ?? reason;
    const data = isApiError(error) ? error.data : null;
    if (name !== "shortcut" || data?.reason !== "snippet.shortcut_taken") return undefined;
    return reasonText(data.reason, data.params) ?? undefined;
  };
}
