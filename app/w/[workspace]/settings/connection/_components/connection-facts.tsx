import { useTranslations } from "next-intl";
import { KeyValue } from "#app/_components/key-value.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusDot } from "#app/_components/status.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import type { ConnectionView } from "#server/connections/view.ts";

/** Whose account this is and what it allows; `isBrief` leaves out what is plain during set-up. */
export function ConnectionFacts({
  connection,
  isBrief = false,
}: {
  connection: ConnectionView;
  isBrief?: boolean;
}) {
  const t = useTranslations("connection");
  const { tenantName, plan, requestsPerMinute, host, isSandbox, keyHint, checkedAt, webhook } = connection;
  const brief = [
    { label: t("facts.account"), value: tenantName ?? t("facts.unknown") },
    {
      label: t("facts.plan"),
      value: plan ? <span className="capitalize">{plan}</span> : t("facts.unknown"),
    },
    {
      label: t("facts.rate"),
      value: (
        <>
          {requestsPerMinute} <span className="text-muted-foreground">· {t("facts.rateNote")}</span>
        </>
      ),
    },
  ];
  const rest = [
    {
      label: t("facts.server"),
      value: (
        <span className="inline-flex flex-wrap items-center gap-2">
          {host}
          {isSandbox && <Badge tone="info">{t("facts.sandbox")}</Badge>}
        </span>
      ),
    },
    { label: t("facts.key"), value: <span className="font-mono text-xs">{keyHint}</span> },
    {
      label: t("facts.inbox"),
      value: (
        <StatusDot tone={webhook === "registered" ? "success" : "warning"}>
          {t(`webhook.${webhook}`)}
        </StatusDot>
      ),
    },
    { label: t("facts.checked"), value: <RelativeTime at={checkedAt} /> },
  ];
  return <KeyValue items={isBrief ? brief : [...brief, ...rest]} />;
}
