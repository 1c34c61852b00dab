"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { UsageCaller } from "#server/usage/schemas.ts";

/** Who made the requests, most first. */
export function Callers({ callers }: { callers: readonly UsageCaller[] }) {
  const t = useTranslations("usage.callers");
  const format = useFormatter();
  return (
    <Card data-testid="callers">
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription>{t("text")}</CardDescription>
      </CardHeader>
      <CardContent>
        {callers.length === 0 ? (
          <p className="text-muted-foreground text-sm">{t("none")}</p>
        ) : (
          <table className="w-full text-sm">
            <caption className="sr-only">{t("caption")}</caption>
            <thead className="text-muted-foreground text-xs">
              <tr>
                <th className="py-1.5 text-start font-medium">{t("who")}</th>
                <th className="py-1.5 text-end font-medium">{t("requests")}</th>
              </tr>
            </thead>
            <tbody className="divide-y">
              {callers.map((caller, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: those who are gone have no name, and the list does not change
                <tr key={index}>
                  <td className="py-1.5">
                    <Who caller={caller} />
                  </td>
                  <td className="py-1.5 text-end tabular-nums">{format.number(caller.requests)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </CardContent>
    </Card>
  );
}

function Who({ caller: { kind, name } }: { caller: UsageCaller }) {
  const t = useTranslations("usage.callers");
  if (kind === "workspace" || kind === "gone") return t(kind);
  return (
    <>
      <bdi>{name}</bdi> <span className="text-muted-foreground text-xs">{t(kind)}</span>
    </>
  );
}
