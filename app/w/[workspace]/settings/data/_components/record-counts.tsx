"use client";

import { useTranslations } from "next-intl";

/** How many records of each kind; kinds with none are left out. */
export function RecordCounts({ counts }: { counts: Record<string, number> }) {
  const t = useTranslations("data.domains");
  const tErase = useTranslations("data.erase");
  type Key = Parameters<typeof t>[0];
  const name = (kind: string) => (t.has(kind as Key) ? t(kind as Key) : kind);
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([kind, count]) => (
          <div key={kind} className="flex gap-1.5">
            <dt className="text-muted-foreground">{name(kind)}</dt>
            <dd className="tabular-nums">{tErase("count", { count })}</dd>
          </div>
        ))}
    </dl>
  );
}
