"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { localeNames } from "#app/_lib/i18n/locales.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardFooter } from "#app/_ui/card.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { changeDetailsSchema, type WorkspaceSettings, workspaceLocales } from "#server/workspaces/schemas.ts";
import { TimeZoneField } from "./time-zone-field.tsx";

interface DetailsFormProps {
  workspace: string;
  settings: WorkspaceSettings;
}

type Details = Pick<WorkspaceSettings, "name" | "timeZone" | "locale">;

/** Stands for "each person's own" in the list, whose values are texts. */
const ownLanguage = "own";

/** Name, time zone and language. What somebody else changes meanwhile shows where nothing was typed yet. */
export function DetailsForm({ workspace, settings }: DetailsFormProps) {
  const t = useTranslations("workspace.details");
  const tCommon = useTranslations("common");
  const reasonText = useReasonText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<Partial<Details>>({});
  const [complaints, setComplaints] = useState<Partial<Record<keyof Details, string>>>({});
  const save = useMutation(
    trpc.workspaces.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.workspaces.pathKey() });
        setEdited({});
        toast.success(t("saved"));
      },
    }),
  );
  const { name, timeZone, locale } = { ...settings, ...edited };
  const isChanged = name !== settings.name || timeZone !== settings.timeZone || locale !== settings.locale;

  function edit(change: Partial<Details>) {
    setEdited({ ...edited, ...change });
    setComplaints({});
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const input = changeDetailsSchema.safeParse({ name, timeZone, locale });
    if (input.success && isChanged && !save.isPending) return save.mutate({ workspace, ...input.data });
    const causes = (input.error?.issues ?? []).map(({ path, message }) => [path[0], reasonText(message)]);
    setComplaints(Object.fromEntries(causes));
  }

  return (
    <form onSubmit={submit} noValidate>
      <Card className="pb-0">
        <CardContent className="grid gap-4">
          <Field label={t("name")} error={complaints.name}>
            {(control) => (
              <Input
                {...control}
                value={name}
                onChange={(event) => edit({ name: event.target.value })}
                autoComplete="organization"
                dir="auto"
                className="max-w-md"
              />
            )}
          </Field>
          <TimeZoneField
            value={timeZone}
            error={complaints.timeZone}
            onChange={(timeZone) => edit({ timeZone })}
          />
          <Field label={t("language")} hint={t("languageHint")}>
            {(control) => (
              <Select
                value={locale ?? ownLanguage}
                onValueChange={(value) => edit({ locale: value === ownLanguage ? null : value })}
              >
                <SelectTrigger {...control} className="max-w-md">
                  <SelectValue />
                </SelectTrigger>
                <SelectContent>
                  <SelectItem value={ownLanguage}>{t("ownLanguage")}</SelectItem>
                  {workspaceLocales.map((known) => (
                    <SelectItem key={known} value={known} lang={known}>
                      {localeNames[known]}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
            )}
          </Field>
          <ErrorNotice error={save.error} />
        </CardContent>
        <CardFooter className="border-t py-3">
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            {tCommon("save")}
          </Button>
        </CardFooter>
      </Card>
    </form>
  );
}
