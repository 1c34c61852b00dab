"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { SessionRow } from "./session-row.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

/** More than most people have; the others are a click away. */
const shownAtFirst = 8;

export function Sessions() {
  const t = useTranslations("security.sessions");
  const trpc = useTRPC();
  const changed = useFactorsChanged();
  const errorToast = useErrorToast();
  const { data: sessions } = useSuspenseQuery(trpc.account.sessions.queryOptions());
  const revokeOthers = useMutation(
    trpc.account.revokeOtherSessions.mutationOptions({
      onSuccess: ({ ended }) => toast.success(t("ended", { ended })),
      onError: errorToast,
      onSettled: changed,
    }),
  );
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? sessions : sessions.slice(0, shownAtFirst);
  const more = sessions.length - shown.length;
  return (
    <Card data-testid="sessions-card">
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <MonitorSmartphone aria-hidden className="size-4 text-muted-foreground" />
          {t("title")}
        </CardTitle>
        <CardDescription>{t("text")}</CardDescription>
        {sessions.length > 1 && (
          <CardAction>
            <Button
              variant="outline"
              size="sm"
              loading={revokeOthers.isPending}
              onClick={() => revokeOthers.mutate()}
            >
              {t("revokeOthers")}
            </Button>
          </CardAction>
        )}
      </CardHeader>
      <CardContent className="grid gap-2">
        <ul aria-label={t("title")} className="divide-y rounded-md border">
          {shown.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
        {more > 0 && (
          <Button variant="ghost" size="sm" className="justify-self-start" onClick={() => setShowsAll(true)}>
            {t("showMore", { more })}
          </Button>
        )}
      </CardContent>
    </Card>
  );
}
