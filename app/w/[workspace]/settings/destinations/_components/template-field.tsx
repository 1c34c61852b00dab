"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import type { DestinationFormat, PreviewView } from "#server/destinations/schemas.ts";
import { CodeBox } from "../../../_components/code-box.tsx";
import { useSettled } from "../../../_lib/use-settled.ts";

/** What a template starts from, so that nobody faces an empty box. */
const starters: Record<Exclude<DestinationFormat, "raw">, string> = {
  standard: '{"type": "{{type}}", "text": "{{data.message}}"}',
  slack: '{"text": "{{data.message}}"}',
  discord: '{"content": "{{data.message}}"}',
  teams: '{"text": "{{data.message}}"}',
};

interface TemplateFieldProps {
  workspace: string;
  format: DestinationFormat;
  value: string | null;
  onChange: (template: string | null) => void;
  error: string | undefined;
}

/** A body of one's own, and what it comes to. */
export function TemplateField({ workspace, format, value, onChange, error }: TemplateFieldProps) {
  const t = useTranslations("destinations.form");
  return (
    <div className="grid min-w-0 gap-3">
      {format !== "raw" && (
        <Label className="flex items-center gap-2.5">
          <Checkbox
            checked={value !== null}
            onCheckedChange={(checked) => onChange(checked === true ? starters[format] : null)}
          />
          {t("template")}
        </Label>
      )}
      {value !== null && (
        <Field
          label={t("templateLabel")}
          hint={t.rich("templateHint", {
            example: () => <code dir="ltr">{"{{data.message}}"}</code>,
          })}
          error={error}
        >
          {(control) => (
            <Textarea
              {...control}
              value={value}
              onChange={(event) => onChange(event.target.value)}
              spellCheck={false}
              dir="ltr"
              className="max-h-96 font-mono text-xs md:text-xs"
            />
          )}
        </Field>
      )}
      <Preview workspace={workspace} format={format} template={value} />
    </div>
  );
}

type PreviewProps = Pick<TemplateFieldProps, "workspace" | "format"> & { template: string | null };

function Preview({ workspace, format, template }: PreviewProps) {
  const t = useTranslations("destinations.form");
  const trpc = useTRPC();
  const settled = useSettled(template ?? "").trim();
  const isEmpty = template !== null && settled === "";
  const newest = useQuery(trpc.inbox.events.queryOptions({ workspace, limit: 1 }));
  const eventId = newest.data?.events[0]?.id;
  const { data, error } = useQuery({
    ...trpc.destinations.preview.queryOptions({
      ...{ workspace, format, ...(eventId !== undefined && { eventId }) },
      template: template === null || isEmpty ? null : settled,
    }),
    enabled: !isEmpty && !newest.isPending,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <div className="grid min-w-0 gap-1.5" data-testid="preview">
      <p className="font-medium text-sm">{t("preview")}</p>
      <p className="text-muted-foreground text-xs">{t("previewHint")}</p>
      {error ? (
        <ErrorNotice error={error} />
      ) : data ? (
        <PreviewBody preview={data} />
      ) : (
        <Skeleton className="h-24" />
      )}
    </div>
  );
}

function PreviewBody({ preview: { contentType, body, trouble } }: { preview: PreviewView }) {
  const t = useTranslations("destinations.form");
  const tError = useTranslations("errors.destination");
  if (trouble !== null) {
    return (
      <Callout tone="warning" title={t("previewTrouble")}>
        <span className="[overflow-wrap:anywhere]">
          {tError(`template_${trouble.reason}`, { name: trouble.name })}
        </span>
      </Callout>
    );
  }
  return (
    <>
      <CodeBox
        text={laidOut(body)}
        label={`${t("preview")}: ${contentType}`}
        testId="preview-body"
        wrap
        className="max-h-64"
      />
      {body === "" && <p className="text-muted-foreground text-xs">{t("previewNothing")}</p>}
    </>
  );
}

/** JSON over several lines; anything else as it is. */
function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
