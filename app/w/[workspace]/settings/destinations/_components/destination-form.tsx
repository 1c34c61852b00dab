"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useFaults } from "#app/_lib/errors/use-faults.ts";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { createDestinationSchema, destinationLimits } from "#server/destinations/schemas.ts";
import { FilterFields } from "../../../_components/filter-fields/filter-fields.tsx";
import { type DestinationEntries, inputOf } from "../entries.ts";
import { FormatField } from "./format-field.tsx";
import { HeaderFields } from "./header-fields.tsx";
import { PaceFields } from "./pace-fields.tsx";
import { TemplateField } from "./template-field.tsx";

interface DestinationFormProps {
  workspace: string;
  initial: DestinationEntries;
  /** The names of the headers that are stored; null for a new destination. */
  headerNames: string[] | null;
  onSave: (entries: DestinationEntries) => void;
  error: unknown;
  pending: boolean;
}

export function DestinationForm({
  workspace,
  initial,
  headerNames,
  onSave,
  error,
  pending,
}: DestinationFormProps) {
  const t = useTranslations("destinations.form");
  const [entries, setEntries] = useState(initial);
  const faults = useFaults("destination", createDestinationSchema, inputOf(entries));
  const change = (part: Partial<DestinationEntries>) => setEntries((before) => ({ ...before, ...part }));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (faults.check(event.currentTarget) && !pending) onSave(entries);
  }
  return (
    <form onSubmit={submit} className="grid min-w-0 gap-4" noValidate data-testid="destination-form">
      <Part title={t("where")}>
        <Field label={t("name")} error={faults.of("name")}>
          {(control) => (
            <Input
              {...control}
              value={entries.name}
              onChange={(event) => change({ name: event.target.value })}
              maxLength={destinationLimits.name}
              placeholder={t("nameExample")}
              autoComplete="off"
              dir="auto"
            />
          )}
        </Field>
        <Field label={t("url")} hint={t("urlHint")} error={faults.of("url")}>
          {(control) => (
            <Input
              {...control}
              type="url"
              dir="ltr"
              value={entries.url}
              onChange={(event) => change({ url: event.target.value })}
              placeholder="https://example.com/moltdesk"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      </Part>
      <Part title={t("what")}>
        <FormatField
          value={entries.format}
          // Bytes that are sent as they came leave no room for a template.
          onChange={(format) => change({ format, ...(format === "raw" && { template: null }) })}
        />
        <TemplateField
          workspace={workspace}
          format={entries.format}
          value={entries.template}
          onChange={(template) => change({ template })}
          error={faults.of("template")}
        />
      </Part>
      <Part title={t("filter")}>
        <FilterFields
          workspace={workspace}
          value={entries.filter}
          onChange={(filter) => change({ filter })}
          allowReader={false}
        />
        <Fault text={faults.of("filter")} />
      </Part>
      <Part title={t("how")}>
        <PaceFields entries={entries} onChange={change} faultOf={faults.of} />
        <HeaderFields
          stored={headerNames}
          value={entries.headers}
          onChange={(headers) => change({ headers })}
          error={faults.of("headers")}
        />
      </Part>
      <ErrorNotice error={error} />
      <div className="flex justify-end">
        <Button type="submit" size="lg" loading={pending}>
          {headerNames === null ? t("create") : t("save")}
        </Button>
      </div>
    </form>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-4">{children}</CardContent>
    </Card>
  );
}

const Fault = ({ text }: { text: string | undefined }) => (
  <p aria-live="polite" className={text ? "text-destructive text-xs" : "sr-only"}>
    {text}
  </p>
);
