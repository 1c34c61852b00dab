"use client";

import { QrCode } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { PairingView } from "#server/numbers/view.ts";
import type { Pair } from "./use-pair.ts";

const explained = [
  "unauthorized",
  "forbidden_scope",
  "forbidden_plan",
  "not_found",
  "rate_limited",
  "timeout",
  "network",
  "server_error",
  "stopped",
  "disconnected",
] as const;

function explain(failure: string | null): (typeof explained)[number] | "other" {
  return explained.find((known) => known === failure) ?? "other";
}

/** A new code would meet the same wall. */
const needsConnection = ["unauthorized", "forbidden_scope", "disconnected"];

interface PairEndedProps {
  workspace: string;
  pairing: PairingView;
  pair: Pair;
  mayManage: boolean;
}

/** How an attempt ended without a phone, and the one thing to do. */
export function PairEnded({ workspace, pairing, pair, mayManage }: PairEndedProps) {
  const t = useTranslations("numbers.pairing");
  const isExpired = pairing.state === "expired";
  const action =
    !isExpired && needsConnection.includes(pairing.failure ?? "") ? (
      <Button asChild>
        <Link href={`/w/${workspace}/settings/connection`}>{t("openConnection")}</Link>
      </Button>
    ) : (
      mayManage && (
        <Button loading={pair.isPending} onClick={pair.start}>
          <QrCode aria-hidden />
          {t("newCode")}
        </Button>
      )
    );
  return (
    <>
      <Callout
        tone={isExpired ? "neutral" : "danger"}
        title={isExpired ? t("expiredTitle") : t("failedTitle")}
        action={action}
      >
        {isExpired ? t("expiredText") : t(`failure.${explain(pairing.failure)}`)}
      </Callout>
      <ErrorNotice error={pair.error} />
    </>
  );
}
