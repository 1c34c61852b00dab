"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { type FormEvent, startTransition, useActionState, useRef } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Callout } from "#app/_components/callout.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { createWorkspaceSchema, slugFrom } from "#server/workspaces/schemas.ts";
import { type NameFormState, nameWorkspace, suggestAddress } from "../actions.ts";

const untouched: NameFormState = { values: { name: "", slug: "" }, fields: {}, refusal: null };

/** Name and address of a new workspace. The address follows the name until somebody edits it. */
export function NameForm({ address }: { address: string }) {
  const t = useTranslations("onboarding.workspace");
  const fieldError = useFieldError();
  const [state, submit, isPending] = useActionState(nameWorkspace, untouched);
  const isSlugOwn = useRef(false);
  const { register, handleSubmit, setValue, getValues, formState, control } = useForm({
    resolver: zodResolver(createWorkspaceSchema),
    defaultValues: state.values,
  });
  const { errors, isSubmitted } = formState;
  // What was said of one address is not true of the next.
  const refusal = useWatch({ control, name: "slug" }) === state.values.slug ? state.refusal : null;

  const setSlug = (slug: string) => setValue("slug", slug, { shouldValidate: isSubmitted });

  async function completeSlug() {
    if (isSlugOwn.current) return;
    const name = getValues("name");
    const suggestion = await suggestAddress(name);
    // They may have typed on meanwhile.
    const isCurrent = getValues("name") === name && !isSlugOwn.current;
    if (suggestion && isCurrent) setSlug(suggestion);
  }

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    await completeSlug();
    await handleSubmit((values) => {
      const form = new FormData();
      form.set("name", values.name);
      form.set("slug", values.slug);
      startTransition(() => submit(form));
    })();
  }

  function takeSuggestion(slug: string) {
    isSlugOwn.current = true;
    setSlug(slug);
  }

  const suggestion = refusal?.suggestion;
  return (
    <form action={submit} onSubmit={send} noValidate className="grid gap-4">
      <Field label={t("name")} error={fieldError(errors.name?.message ?? state.fields.name)}>
        {(field) => (
          <Input
            {...field}
            {...register("name", {
              onChange: (event) => isSlugOwn.current || setSlug(slugFrom(event.target.value)),
              onBlur: completeSlug,
            })}
            autoFocus
            autoComplete="organization"
            placeholder={t("namePlaceholder")}
            defaultValue={state.values.name}
            className="h-10"
          />
        )}
      </Field>
      <Field
        label={t("slug")}
        hint={t("slugHint")}
        error={fieldError(errors.slug?.message ?? state.fields.slug)}
      >
        {(field) => (
          <div className="flex items-center gap-1.5">
            <span className="min-w-0 truncate text-muted-foreground text-sm" title={address}>
              {address}
            </span>
            <Input
              {...field}
              {...register("slug", {
                onChange: (event) => {
                  isSlugOwn.current = event.target.value !== "";
                },
              })}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              defaultValue={state.values.slug}
              className="h-10 min-w-36 flex-1"
            />
          </div>
        )}
      </Field>
      <div role="status" className="empty:hidden">
        {refusal && (
          <Callout
            tone="warning"
            action={
              suggestion && (
                <Button size="sm" variant="outline" onClick={() => takeSuggestion(suggestion)}>
                  {t("useSuggestion", { suggestion })}
                </Button>
              )
            }
          >
            {refusal.text}
          </Callout>
        )}
      </div>
      <Button type="submit" size="lg" loading={isPending || formState.isSubmitting}>
        {t("submit")}
      </Button>
    </form>
  );
}

/** Puts the name of a wrong input, as the schema gives it, into words. */
function useFieldError() {
  const t = useTranslations("errors");
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  return (message: string | undefined) => (message && isKey(message) ? t(message) : message);
}
