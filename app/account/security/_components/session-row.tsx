"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useErrorToast } from "#app/_lib/errors/use-error-toast.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { SessionView } from "#server/account/schemas.ts";
import { useFactorsChanged } from "./use-factors-changed.ts";

/** Names of networks that are no place in the world. */
const unplaced = ["private", "loopback", "unknown"] as const;

export function SessionRow({ session }: { session: SessionView }) {
  const t = useTranslations("security.sessions");
  const trpc = useTRPC();
  const changed = useFactorsChanged();
  const errorToast = useErrorToast();
  const revoke = useMutation(
    trpc.account.revokeSession.mutationOptions({ onError: errorToast, onSettled: changed }),
  );
  const { id: sessionId, browser, os, network, startedAt, lastSeenAt, isCurrent, isPending } = session;
  const name = browser && os ? t("device", { browser, os }) : (browser ?? os ?? t("unknownDevice"));
  const kind = unplaced.find((word) => word === (network ?? "unknown"));
  return (
    <li data-testid="session-row" data-current={isCurrent} className="flex items-center gap-3 px-3 py-2">
      <div className="grid min-w-0 flex-1 gap-0.5">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-medium text-sm">{name}</span>
          {isCurrent && <Badge tone="success">{t("current")}</Badge>}
          {isPending && (
            <Badge tone="warning" title={t("pendingHint")}>
              {t("pending")}
            </Badge>
          )}
        </div>
        <p className="text-muted-foreground text-xs">
          {kind ? t(`network_${kind}`) : t("network", { network: network ?? "" })}
          {" · "}
          {lastSeenAt !== null && !isCurrent && (
            <>
              {t.rich("lastSeen", { time: () => <RelativeTime at={lastSeenAt} /> })}
              {" · "}
            </>
          )}
          {t.rich("started", { time: () => <RelativeTime at={startedAt} /> })}
        </p>
      </div>
      {!isCurrent && (
        <Button
          variant="outline"
          size="sm"
          aria-label={t("revokeNamed", { name })}
          loading={revoke.isPending}
          onClick={() => revoke.mutate({ sessionId })}
        >
          {t("revoke")}
        </Button>
      )}
    </li>
  );
}
