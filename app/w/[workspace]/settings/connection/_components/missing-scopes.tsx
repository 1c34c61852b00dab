import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import type { ConnectionView } from "#server/connections/view.ts";

const explained = [
  "sessions:read",
  "sessions:manage",
  "messages:read",
  "messages:send",
  "webhooks:read",
  "webhooks:manage",
  "billing:read",
  "billing:manage",
  "account:manage",
  "usage:read",
] as const;

function isExplained(scope: string): scope is (typeof explained)[number] {
  return explained.some((known) => known === scope);
}

/** What will not work with this key, and who can change that. */
export function MissingScopes({ connection }: { connection: ConnectionView }) {
  const t = useTranslations("connection");
  const { missingScopes, tenantName } = connection;
  if (missingScopes.length === 0) return null;
  return (
    <Callout tone="warning" title={t("scopes.title", { count: missingScopes.length })}>
      <ul className="my-1 grid list-disc gap-1 ps-4">
        {missingScopes.map((scope) => (
          <li key={scope}>
            <code className="font-mono text-xs">{scope}</code>:{" "}
            {t(`scopes.${isExplained(scope) ? scope : "other"}`)}
          </li>
        ))}
      </ul>
      {t("scopes.fix", { tenant: tenantName ?? "MoltFlow" })}
    </Callout>
  );
}
