"use client";

import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { ConnectionView } from "#server/connections/view.ts";
import { NumberStatus } from "../../../_components/number-status.tsx";

interface ChosenNumbersProps {
  connection: ConnectionView;
  /** Missing for people who may not change the choice. */
  onChange: (() => void) | undefined;
}

/** The numbers that exist in this workspace, out of those the key can see. */
export function ChosenNumbers({ connection, onChange }: ChosenNumbersProps) {
  const t = useTranslations("connection");
  const allowed = connection.numbers.filter((number) => number.allowed);
  const total = connection.numbers.length;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("overview.numbers")}</CardTitle>
        <CardDescription>
          {allowed.length === 0
            ? t("overview.noNumbers")
            : t(allowed.length === total ? "overview.numbersAll" : "overview.numbersText", {
                allowed: allowed.length,
                total,
                tenant: connection.tenantName ?? "MoltFlow",
              })}
        </CardDescription>
        {onChange && (
          <CardAction>
            <Button variant="outline" onClick={onChange}>
              {t("overview.changeNumbers")}
            </Button>
          </CardAction>
        )}
      </CardHeader>
      {allowed.length > 0 && (
        <CardContent>
          <ul className="divide-y text-sm">
            {allowed.map((number) => (
              <li key={number.sessionId} className="flex items-center gap-3 py-2 last:pb-0">
                <span className="min-w-0 flex-1 truncate font-medium">
                  {number.name || t("choose.unnamed")}
                  <span className="ms-2 font-normal text-muted-foreground" dir="auto">
                    {number.phoneNumber ?? t("choose.noPhone")}
                  </span>
                </span>
                <NumberStatus status={number.status} />
              </li>
            ))}
          </ul>
        </CardContent>
      )}
    </Card>
  );
}
