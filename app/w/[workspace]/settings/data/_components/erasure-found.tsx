"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ErasurePreview } from "#server/data/schemas.ts";
import { RecordCounts } from "./record-counts.tsx";

const notes = ["group", "exports", "upstream", "late"] as const;

interface ErasureFoundProps {
  preview: ErasurePreview;
  /** What is asked and done about it. */
  children: ReactNode;
}

/** What an erasure would delete, and what it means. */
export function ErasureFound({ preview, children }: ErasureFoundProps) {
  const t = useTranslations("data.erase");
  const format = useFormatter();
  const { found, hint, complete, erasedBefore } = preview;
  const isFound = Object.values(found).some((count) => count > 0);
  const day = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <section
      aria-labelledby="erasure-found"
      data-testid="erasure-found"
      className="grid gap-4 rounded-md border bg-muted/30 p-4"
    >
      <div className="grid gap-2" role="status">
        <h3 id="erasure-found" className="font-medium text-sm">
          {t("found", { hint })}
        </h3>
        {isFound ? <RecordCounts counts={found} /> : <p className="text-sm">{t("nothing")}</p>}
        {!complete && <p className="text-pretty text-muted-foreground text-sm">{t("incomplete")}</p>}
        {erasedBefore.length > 0 && (
          <p className="text-pretty text-muted-foreground text-sm">
            {t("before", { dates: format.list(erasedBefore.map(day)) })}
          </p>
        )}
      </div>
      <ul className="grid list-disc gap-1 ps-4 text-muted-foreground text-sm">
        {notes.map((note) => (
          <li key={note} className="text-pretty">
            {t(`notes.${note}`)}
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
