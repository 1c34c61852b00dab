"use client";

import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { SecondFactorsView } from "#server/workspaces/schemas.ts";

/** Who has no second factor, so that somebody can talk to them. */
export function PeopleWithout({ required, without, people }: SecondFactorsView) {
  const t = useTranslations("security.policy");
  const tCommon = useTranslations("common");
  return (
    <Card data-testid="people-without">
      <CardHeader>
        <CardTitle>{t("withoutTitle")}</CardTitle>
        <CardDescription>{t(required ? "withoutOut" : "withoutText")}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-2">
        <ul aria-label={t("withoutTitle")} className="divide-y rounded-md border">
          {people.map(({ userId, name, email, role }) => (
            <li key={userId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
              <div className="grid min-w-0">
                <span className="wrap-anywhere font-medium" dir="auto">
                  {name ?? email}
                </span>
                {name && <span className="wrap-anywhere text-muted-foreground text-xs">{email}</span>}
              </div>
              <Badge tone="outline" className="ms-auto">
                {tCommon(`roles.${role}`)}
              </Badge>
            </li>
          ))}
        </ul>
        {without > people.length && (
          <p className="text-muted-foreground text-xs">
            {t("withoutMore", { more: without - people.length })}
          </p>
        )}
      </CardContent>
    </Card>
  );
}
