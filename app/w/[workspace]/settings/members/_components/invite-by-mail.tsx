"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogFooter } from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import { addressesIn, type InviteOutcome } from "#server/invitations/schemas.ts";
import { firstPromise, InviteFields, type InviteFormProps } from "./invite-fields.tsx";

/** Invites one or several addresses. */
export function InviteByMail({ workspace, role, onDone }: InviteFormProps & { onDone: () => void }) {
  const t = useTranslations("members.invite");
  const tCommon = useTranslations("common");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tellOutcome = useOutcomeToast();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string[] | null>(null);
  const [promised, setPromised] = useState(firstPromise);
  const invite = useMutation(
    trpc.invitations.invite.mutationOptions({
      onSuccess: (outcomes) => {
        tellOutcome(outcomes);
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.invitations.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    const { emails, wrong } = addressesIn(text);
    setWrong(emails.length === 0 || wrong.length > 0 ? wrong : null);
    if (emails.length === 0 || wrong.length > 0 || invite.isPending) return;
    invite.mutate({ workspace, emails, locale, ...promised });
  }
  const error = wrong && (wrong.length > 0 ? t("wrong", { addresses: wrong.join(", ") }) : t("missing"));
  return (
    <form onSubmit={submit} className="grid gap-4 pt-2" noValidate>
      <Field label={t("addresses")} hint={t("addressesHint")} error={error ?? undefined}>
        {(control) => (
          <Textarea
            {...control}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setWrong(null);
            }}
            placeholder={t("addressesPlaceholder")}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            inputMode="email"
            className="max-h-40 min-h-16"
          />
        )}
      </Field>
      <InviteFields workspace={workspace} value={promised} onChange={setPromised} by={role} />
      <ErrorNotice error={invite.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={invite.isPending}>
          {t("send")}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** Gives a function that says who was invited, and who was not and why. */
function useOutcomeToast() {
  const t = useTranslations("members.invite.outcome");
  return (outcomes: InviteOutcome[]) => {
    const those = (outcome: InviteOutcome["outcome"]) =>
      outcomes.filter((one) => one.outcome === outcome).map(({ email }) => email);
    const [invited, already, members] = [those("invited"), those("already_invited"), those("already_member")];
    const notes = [
      already.length > 0 && t("alreadyInvited", { addresses: already.join(", ") }),
      members.length > 0 && t("alreadyMember", { addresses: members.join(", ") }),
    ].filter((note) => typeof note === "string");
    const details = notes.length > 0 ? { description: notes.join(" ") } : {};
    if (invited.length > 0) toast.success(t("invited", { count: invited.length }), details);
    else toast.info(t("nobody"), details);
  };
}
