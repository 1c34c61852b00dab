"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { requestLink } from "../actions.ts";

/** Asks for an address and mails a link to it. */
export function LinkForm({ callback }: { callback: string }) {
  const t = useTranslations("auth.signIn");
  const [state, submit, isPending] = useActionState(requestLink, { email: "", error: null });
  return (
    <form action={submit} className="grid gap-4">
      <input type="hidden" name="callback" value={callback} />
      <Field label={t("email")} error={state.error ?? undefined}>
        {(control) => (
          <Input
            {...control}
            // A new key takes over what came back: React empties a form that was sent.
            key={state.email}
            type="email"
            name="email"
            required
            autoFocus
            autoComplete="email"
            inputMode="email"
            spellCheck={false}
            maxLength={254}
            placeholder={t("placeholder")}
            defaultValue={state.email}
            className="h-10"
          />
        )}
      </Field>
      <Button type="submit" size="lg" loading={isPending}>
        {t("submit")}
      </Button>
    </form>
  );
}
