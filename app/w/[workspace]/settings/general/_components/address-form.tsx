"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Callout } from "#app/_components/callout.tsx";
import { isApiError } from "#app/_lib/errors/api-error.ts";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { changeSlugSchema, type WorkspaceSettings } from "#server/workspaces/schemas.ts";

interface AddressFormProps {
  workspace: string;
  settings: WorkspaceSettings;
  addressStart: string;
}

/** Where the workspace is found; the addresses before lead to it. */
export function AddressForm({ workspace, settings, addressStart }: AddressFormProps) {
  const t = useTranslations("workspace.address");
  const tOnboarding = useTranslations("onboarding.workspace");
  const errorText = useErrorText();
  const reasonText = useReasonText();
  const trpc = useTRPC();
  const router = useRouter();
  const [slug, setSlug] = useState(settings.slug);
  const [complaint, setComplaint] = useState<string>();
  const change = useMutation(
    trpc.workspaces.changeSlug.mutationOptions({
      onSuccess: (changed) => {
        toast.success(t("changed"));
        router.replace(`/w/${changed.slug}/settings/general`);
      },
    }),
  );

  function edit(value: string) {
    setSlug(value);
    setComplaint(undefined);
    change.reset();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const input = changeSlugSchema.safeParse({ slug });
    if (input.success && !change.isPending) return change.mutate({ workspace, ...input.data });
    setComplaint(reasonText(input.error?.issues[0]?.message ?? "") ?? undefined);
  }

  const suggestion = isApiError(change.error) ? change.error.data?.params.suggestion : undefined;
  return (
    <form onSubmit={submit} noValidate>
      <Card className="pb-0">
        <CardHeader>
          <CardTitle>{t("title")}</CardTitle>
          <CardDescription>{t("text")}</CardDescription>
        </CardHeader>
        <CardContent className="grid gap-4">
          <Field label={t("label")} error={complaint}>
            {(control) => (
              <div className="flex max-w-md items-center gap-1.5">
                <span className="min-w-0 truncate text-muted-foreground text-sm" title={addressStart}>
                  {addressStart}
                </span>
                <Input
                  {...control}
                  value={slug}
                  onChange={(event) => edit(event.target.value)}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  className="min-w-36 flex-1"
                />
              </div>
            )}
          </Field>
          {settings.formerSlugs.length > 0 && (
            <p className="wrap-anywhere text-muted-foreground text-sm">
              {t("former", { slugs: settings.formerSlugs.join(", ") })}
            </p>
          )}
          {suggestion === undefined ? (
            <ErrorNotice error={change.error} />
          ) : (
            <div role="alert">
              <Callout
                tone="warning"
                action={
                  <Button size="sm" variant="outline" onClick={() => edit(String(suggestion))}>
                    {tOnboarding("useSuggestion", { suggestion: String(suggestion) })}
                  </Button>
                }
              >
                {errorText(change.error).text}
              </Callout>
            </div>
          )}
        </CardContent>
        <CardFooter className="border-t py-3">
          <Button type="submit" disabled={slug === settings.slug} loading={change.isPending}>
            {t("submit")}
          </Button>
        </CardFooter>
      </Card>
    </form>
  );
}
