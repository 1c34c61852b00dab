"use client";

import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ProofForm, type ProofWay } from "#app/_components/proof-form.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useErrorText } from "#app/_lib/errors/use-error-text.ts";
import { useTRPCClient } from "#app/_lib/trpc/context.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "#app/_ui/dialog.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { SecurityView } from "#server/account/schemas.ts";
import { settleProof, useIsProofAsked } from "./proof-gate.ts";

/** Asks the person to confirm that it is them whenever a call waits for that. One for all of a page. */
export function ConfirmDialog() {
  const t = useTranslations("security.confirm");
  const isAsked = useIsProofAsked();
  return (
    <Dialog open={isAsked} onOpenChange={(isOpen) => isOpen || settleProof(false)}>
      <DialogContent className="max-w-sm outline-none" data-testid="confirm-dialog">
        <DialogHeader>
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("text")}</DialogDescription>
        </DialogHeader>
        <Ways />
      </DialogContent>
    </Dialog>
  );
}

/** A mailbox counts only for people who have nothing better. */
function waysOf({ totp, passkeys, recoveryCodesLeft }: SecurityView): ProofWay[] {
  const ways: ProofWay[] = [];
  if (totp) ways.push("totp");
  if (passkeys.length > 0) ways.push("passkey");
  if (ways.length === 0) return ["mail"];
  return recoveryCodesLeft > 0 ? [...ways, "recovery"] : ways;
}

function Ways() {
  const t = useTranslations("security.confirm");
  const tCommon = useTranslations("common");
  const client = useTRPCClient();
  const errorText = useErrorText();
  const [security, setSecurity] = useState<SecurityView | null>(null);
  const [error, setError] = useState<unknown>(null);

  // Not from the cache: factors may have changed in another tab.
  useEffect(() => {
    client.account.security.query().then(setSecurity, setError);
  }, [client]);

  const why = (thrown: unknown) => errorText(thrown).text;
  if (error) return <ErrorNotice error={error} />;
  if (!security) {
    return (
      <div role="status" aria-label={t("loading")} className="grid gap-3">
        <Skeleton className="h-14" />
        <Skeleton className="h-8" />
      </div>
    );
  }
  return (
    <ProofForm
      ways={waysOf(security)}
      email={security.email}
      prove={async (proof) => {
        try {
          await client.account.confirm.mutate(proof);
        } catch (thrown) {
          return why(thrown);
        }
        settleProof(true);
        return null;
      }}
      passkeyOptions={() =>
        client.account.confirmOptions
          .mutate()
          // Its inferred type allows `undefined` in places where JSON has none.
          .then((options) => options as PublicKeyCredentialRequestOptionsJSON, why)
      }
      sendCode={() =>
        client.account.sendConfirmCode.mutate().then(
          () => null,
          (thrown: unknown) => why(thrown),
        )
      }
      actions={
        <Button variant="outline" onClick={() => settleProof(false)}>
          {tCommon("cancel")}
        </Button>
      }
    />
  );
}
