"use client";

import { MoreHorizontal, RefreshCw, Trash2 } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { TokenView } from "#server/tokens/schemas.ts";
import { RevokeToken } from "./revoke-token.tsx";
import { RotateToken } from "./rotate-token.tsx";
import { StateBadges } from "./state-badges.tsx";

interface TokenRowProps {
  workspace: string;
  token: TokenView;
}

export function TokenRow({ workspace, token }: TokenRowProps) {
  return (
    <li data-testid="token-row" data-token-id={token.id} className="flex items-start gap-3 px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 break-words font-medium" dir="auto">
            {token.name}
          </span>
          <Hint hint={token.hint} />
          <StateBadges token={token} />
        </div>
        <Scopes token={token} />
        <Dates token={token} />
      </div>
      <TokenMenu workspace={workspace} token={token} />
    </li>
  );
}

function Hint({ hint }: { hint: string }) {
  const t = useTranslations("tokens.row");
  return (
    <span className="text-muted-foreground text-xs">
      <span className="sr-only">{t("hint")} </span>
      <code dir="ltr">{hint}…</code>
    </span>
  );
}

function Scopes({ token: { scopes, dormant } }: { token: TokenView }) {
  const t = useTranslations("tokens.row");
  return (
    <ul aria-label={t("scopes")} className="flex flex-wrap gap-1">
      {scopes.map((scope) => (
        <li key={scope}>
          {dormant.includes(scope) ? (
            <Badge tone="outline" title={t("dormant", { scope })}>
              <s aria-hidden>{scope}</s>
              <span className="sr-only">{t("dormant", { scope })}</span>
            </Badge>
          ) : (
            <Badge>{scope}</Badge>
          )}
        </li>
      ))}
    </ul>
  );
}

function Dates({ token }: { token: TokenView }) {
  const t = useTranslations("tokens.row");
  const format = useFormatter();
  const { createdAt, lastUsedAt, lastUsedIp, expiresAt, previousUntil, state } = token;
  const time = () => <RelativeTime at={lastUsedAt ?? createdAt} />;
  const date = expiresAt && format.dateTime(new Date(expiresAt), { dateStyle: "medium" });
  const used = lastUsedIp === null ? t.rich("used", { time }) : t.rich("usedFrom", { time, ip: lastUsedIp });
  const expiry = date === null ? t("neverExpires") : t(state === "expired" ? "expired" : "expires", { date });
  return (
    <>
      <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted-foreground text-xs">
        <span>{lastUsedAt === null ? t("unused") : used}</span>
        <span>{expiry}</span>
        <span>{t.rich("created", { time: () => <RelativeTime at={createdAt} /> })}</span>
      </p>
      {previousUntil && (
        <p className="text-warning text-xs">
          {t("overlap", {
            time: format.dateTime(new Date(previousUntil), { dateStyle: "medium", timeStyle: "short" }),
          })}
        </p>
      )}
    </>
  );
}

function TokenMenu({ workspace, token }: TokenRowProps) {
  const t = useTranslations("tokens");
  const [dialog, setDialog] = useState<"rotate" | "revoke" | null>(null);
  const close = (isOpen: boolean) => {
    if (!isOpen) setDialog(null);
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("row.menu", { name: token.name })}>
            <MoreHorizontal aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {token.mayRotate && (
            <DropdownMenuItem onSelect={() => setDialog("rotate")}>
              <RefreshCw aria-hidden />
              {t("rotate.action")}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => setDialog("revoke")}>
            <Trash2 aria-hidden />
            {token.state === "expired" ? t("revoke.remove") : t("revoke.action")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <RotateToken workspace={workspace} token={token} open={dialog === "rotate"} onOpenChange={close} />
      <RevokeToken workspace={workspace} token={token} open={dialog === "revoke"} onOpenChange={close} />
    </>
  );
}
