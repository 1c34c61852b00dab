"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { ChangePolicy } from "./change-policy.tsx";
import { PeopleWithout } from "./people-without.tsx";

interface PolicyScreenProps {
  workspace: string;
  /** Whether the reader has a second factor; without one they cannot ask it of others. */
  hasTwoFactor: boolean;
}

export function PolicyScreen({ workspace, hasTwoFactor }: PolicyScreenProps) {
  const t = useTranslations("security.policy");
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.workspaces.secondFactors.queryOptions({ workspace }));
  const { required, members, without } = data;
  return (
    <>
      <Card data-testid="two-factor-policy" data-required={required}>
        <CardHeader>
          <CardTitle className="flex items-center gap-2">
            {t("title")}
            <Badge tone={required ? "success" : "neutral"}>{t(required ? "on" : "off")}</Badge>
          </CardTitle>
          <CardDescription>{t("text")}</CardDescription>
          {(required || hasTwoFactor) && (
            <CardAction>
              <ChangePolicy workspace={workspace} required={required} without={without} />
            </CardAction>
          )}
        </CardHeader>
        <CardContent className="grid gap-3">
          <p className="text-sm tabular-nums">{t("count", { without, members })}</p>
          {!required && !hasTwoFactor && (
            <Callout
              tone="warning"
              title={t("ownFirstTitle")}
              action={
                <Button asChild size="sm">
                  <Link href="/account/security">{t("ownFirstAction")}</Link>
                </Button>
              }
            >
              {t("ownFirstText")}
            </Callout>
          )}
        </CardContent>
      </Card>
      {without > 0 && <PeopleWithout {...data} />}
    </>
  );
}
