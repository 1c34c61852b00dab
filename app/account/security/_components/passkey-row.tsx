"use client";

import { useMutation } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { PasskeyView } from "#server/account/schemas.ts";
import { RemoveFactor } from "./remove-factor.tsx";
import { RenamePasskey } from "./rename-passkey.tsx";
import { useFactorsChanged } from "./use-factors-changed.ts";

interface PasskeyRowProps {
  passkey: PasskeyView;
  isLast: boolean;
  requiredBy: readonly string[];
}

export function PasskeyRow({ passkey, isLast, requiredBy }: PasskeyRowProps) {
  const t = useTranslations("security.passkeys");
  const trpc = useTRPC();
  const changed = useFactorsChanged();
  const [isRenaming, setIsRenaming] = useState(false);
  const remove = useMutation(trpc.account.removePasskey.mutationOptions({ onSuccess: changed }));
  const { id: passkeyId, name } = passkey;
  return (
    <li data-testid="passkey-row" className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <PasskeyFacts passkey={passkey} />
      <div className="ms-auto flex gap-1">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("rename", { name })}
          title={t("rename", { name })}
          onClick={() => setIsRenaming(true)}
        >
          <Pencil aria-hidden />
        </Button>
        <RemoveFactor
          title={t("removeTitle", { name })}
          text={t("removeText")}
          isLast={isLast}
          requiredBy={requiredBy}
          remove={remove}
          onConfirm={(done) => remove.mutate({ passkeyId }, { onSuccess: done })}
          trigger={
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t("remove", { name })}
              title={t("remove", { name })}
            >
              <Trash2 aria-hidden />
            </Button>
          }
        />
      </div>
      <RenamePasskey passkey={passkey} open={isRenaming} onOpenChange={setIsRenaming} />
    </li>
  );
}

function PasskeyFacts({ passkey: { name, backedUp, createdAt, lastUsedAt } }: { passkey: PasskeyView }) {
  const t = useTranslations("security.passkeys");
  return (
    <div className="grid min-w-0 gap-0.5">
      <div className="flex flex-wrap items-center gap-2">
        <span className="wrap-anywhere font-medium text-sm" dir="auto">
          {name}
        </span>
        {backedUp && (
          <Badge tone="outline" title={t("syncedHint")}>
            {t("synced")}
          </Badge>
        )}
      </div>
      <p className="text-muted-foreground text-xs">
        {t.rich("added", { time: () => <RelativeTime at={createdAt} /> })}
        {" · "}
        {lastUsedAt === null
          ? t("neverUsed")
          : t.rich("lastUsed", { time: () => <RelativeTime at={lastUsedAt} /> })}
      </p>
    </div>
  );
}
