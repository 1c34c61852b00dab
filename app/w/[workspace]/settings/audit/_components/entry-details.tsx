"use client";

import { useTranslations } from "next-intl";
import { KeyValue } from "#app/_components/key-value.tsx";

interface EntryDetailsProps {
  details: Record<string, unknown>;
  /** Its reason is told in words above. */
  isRefusal: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown) => typeof value === "string";

/** A value as people read it: texts bare, everything else as JSON. */
function shown(value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every(isText)) return value.join(", ");
  return isText(value) ? String(value) : JSON.stringify(value);
}

/** What changed from what to what, and whatever else was written down. */
export function EntryDetails({ details, isRefusal }: EntryDetailsProps) {
  const t = useTranslations("audit.detail");
  const { before, after, ...others } = details;
  const rest = Object.entries(others).filter(([name]) => !(isRefusal && name === "reason"));
  return (
    <>
      {(before !== undefined || after !== undefined) && <Changes before={before} after={after} />}
      {rest.length > 0 && (
        <section aria-labelledby="audit-details" className="grid gap-1">
          <h3 id="audit-details" className="font-medium text-sm">
            {t("details")}
          </h3>
          <KeyValue items={rest.map(([label, value]) => ({ label, value: <Value value={value} /> }))} />
        </section>
      )}
    </>
  );
}

function Value({ value }: { value: unknown }) {
  const t = useTranslations("audit.detail");
  if (value === null || value === undefined || value === "") {
    return <span className="text-muted-foreground">{t("nothing")}</span>;
  }
  return (
    <span className="break-words" dir="auto">
      {shown(value)}
    </span>
  );
}

function Changes({ before, after }: { before: unknown; after: unknown }) {
  const t = useTranslations("audit.detail");
  const sides = [before, after].map((side) => (isRecord(side) ? side : { "": side }));
  const names = [...new Set(sides.flatMap((side) => Object.keys(side)))];
  const [old = {}, now = {}] = sides;
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  return (
    <section aria-labelledby="audit-changes" className="grid gap-1">
      <h3 id="audit-changes" className="font-medium text-sm">
        {t("changes")}
      </h3>
      <table className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="border-b text-start text-muted-foreground text-xs">
            {(["field", "before", "after"] as const).map((column) => (
              <th key={column} scope="col" className="py-1.5 pe-3 text-start font-medium">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(changed.length > 0 ? changed : names).map((name) => (
            <tr key={name} className="border-b align-top last:border-0">
              <th
                scope="row"
                className="break-words py-1.5 pe-3 text-start font-normal text-muted-foreground"
              >
                {name}
              </th>
              <td className="break-words py-1.5 pe-3">
                <Value value={old[name]} />
              </td>
              <td className="break-words py-1.5">
                <Value value={now[name]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
