"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { SecurityView } from "#server/account/schemas.ts";
import { AddPasskey } from "./add-passkey.tsx";
import { PasskeyRow } from "./passkey-row.tsx";

export function Passkeys({ security }: { security: SecurityView }) {
  const t = useTranslations("security.passkeys");
  const { passkeys, totp, requiredBy } = security;
  const isLast = passkeys.length === 1 && totp === null;
  return (
    <Card data-testid="passkeys-card">
      <CardHeader>
        <CardTitle className="flex items-center gap-2">
          <KeyRound aria-hidden className="size-4 text-muted-foreground" />
          {t("title")}
        </CardTitle>
        <CardDescription>{t("text")}</CardDescription>
        <CardAction>
          <AddPasskey />
        </CardAction>
      </CardHeader>
      <CardContent>
        {passkeys.length === 0 ? (
          <p className="text-muted-foreground text-sm">{t("none")}</p>
        ) : (
          <ul aria-label={t("title")} className="divide-y rounded-md border">
            {passkeys.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} isLast={isLast} requiredBy={requiredBy} />
            ))}
          </ul>
        )}
      </CardContent>
    </Card>
  );
}
