"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePasskeyTrouble } from "#app/_lib/auth/use-passkey-trouble.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";

/** Signs in with a passkey alone: no address, no mail. */
export function PasskeySignIn({ callback }: { callback: string }) {
  const t = useTranslations("auth.passkey");
  const reasonText = useReasonText();
  const passkeyTrouble = usePasskeyTrouble();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  /** Resolves to what went wrong, in the reader's words; null once they are signed in. */
  async function attempt(): Promise<string | null> {
    // Loaded by whoever wants it: most people come by mail, and the first page is kept small.
    const { signInWithPasskey } = await import("./passkey-request.ts");
    const outcome = await signInWithPasskey();
    if (outcome === "signed_in") return null;
    if (outcome === "unsupported") return t("unsupported");
    return reasonText(outcome.reason, outcome.params) ?? t("failed");
  }

  async function signIn() {
    setError(null);
    setIsPending(true);
    const trouble = await attempt().catch((thrown: unknown) => passkeyTrouble(thrown) ?? t("failed"));
    // A whole new page: everything that was read as nobody is read again.
    if (trouble === null) return window.location.assign(callback);
    setIsPending(false);
    setError(trouble);
  }

  return (
    <div className="grid gap-1.5">
      <Button size="lg" variant="outline" loading={isPending} onClick={signIn} data-testid="passkey-sign-in">
        <KeyRound aria-hidden />
        {t("submit")}
      </Button>
      <p role="status" className="text-destructive text-xs empty:hidden">
        {error}
      </p>
    </div>
  );
}
