"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { eraseContactSchema, previewErasureSchema } from "#server/data/schemas.ts";
import { ErasureFound } from "./erasure-found.tsx";

const empty = { contact: "", reason: "" };
type Typed = typeof empty;

/** Looks a contact up, shows what would go, and erases it once the person has typed it again. */
export function EraseContact({ workspace }: { workspace: string }) {
  const t = useTranslations("data.erase");
  const reasonText = useReasonText();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState(empty);
  const [complaints, setComplaints] = useState<Partial<Typed>>({});
  const [isAsked, setIsAsked] = useState(false);
  const preview = useMutation(trpc.data.previewErasure.mutationOptions());
  const erase = useMutation(
    trpc.data.eraseContact.mutationOptions({
      onSuccess: async () => {
        setIsAsked(false);
        setTyped(empty);
        preview.reset();
        toast.success(t("started"));
        await queryClient.invalidateQueries({ queryKey: trpc.data.pathKey() });
      },
    }),
  );

  function complain(issues: { path: PropertyKey[]; message: string }[]) {
    const causes = issues.map(({ path, message }) => [path[0], reasonText(message) ?? message]);
    setComplaints(Object.fromEntries(causes));
  }

  function edit(change: Partial<Typed>) {
    setTyped({ ...typed, ...change });
    setComplaints({});
    if (change.contact !== undefined) preview.reset();
  }

  function look(event: FormEvent) {
    event.preventDefault();
    const input = previewErasureSchema.safeParse(typed);
    if (!input.success) return complain(input.error.issues);
    if (!preview.isPending) preview.mutate({ workspace, ...input.data });
  }

  function ask() {
    const input = eraseContactSchema.safeParse(typed);
    if (!input.success) return complain(input.error.issues);
    erase.reset();
    setIsAsked(true);
  }

  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription className="max-w-prose text-pretty">{t("text")}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        <form onSubmit={look} noValidate className="grid max-w-xl gap-4">
          <Field label={t("contact")} hint={t("contactHint")} error={complaints.contact}>
            {(control) => (
              <div className="flex gap-2">
                <Input
                  {...control}
                  value={typed.contact}
                  onChange={(event) => edit({ contact: event.target.value })}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  inputMode="tel"
                />
                <Button type="submit" variant="outline" loading={preview.isPending}>
                  {t("look")}
                </Button>
              </div>
            )}
          </Field>
        </form>
        <ErrorNotice error={preview.error} />
        {preview.data && (
          <ErasureFound preview={preview.data}>
            <Field label={t("reason")} hint={t("reasonHint")} error={complaints.reason} className="max-w-xl">
              {(control) => (
                <Input
                  {...control}
                  value={typed.reason}
                  maxLength={300}
                  onChange={(event) => edit({ reason: event.target.value })}
                  dir="auto"
                />
              )}
            </Field>
            <Button variant="destructive" className="justify-self-start" onClick={ask}>
              {t("submit")}
            </Button>
          </ErasureFound>
        )}
      </CardContent>
      <ConfirmByName
        open={isAsked}
        onOpenChange={setIsAsked}
        title={t("confirmTitle")}
        description={t("confirmText")}
        name={typed.contact.trim()}
        confirmLabel={t("submit")}
        onConfirm={() => erase.mutate({ workspace, ...typed })}
        pending={erase.isPending}
        error={erase.error ? errorText(erase.error).text : undefined}
      />
    </Card>
  );
}
