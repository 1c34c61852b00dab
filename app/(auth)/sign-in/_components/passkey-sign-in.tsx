"use client";

import { browserSupportsWebAuthn, startAuthentication } from "@simplewebauthn/browser";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { z } from "zod";
import { usePasskeyTrouble } from "#app/_lib/auth/use-passkey-trouble.ts";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";

const refusalSchema = z.object({
  reason: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

type Refusal = z.infer<typeof refusalSchema>;

/** What our server said when it refused, as an error. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

async function post(path: string, body: unknown): Promise<Response> {
  const response = await fetch(`/api/auth-passkey/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return response;
  const refusal = refusalSchema.safeParse(await response.json().catch(() => null));
  throw refusal.success ? new Refused(refusal.data) : new Error(`Status ${response.status}.`);
}

/** Signs in with a passkey alone: no address, no mail. */
export function PasskeySignIn({ callback }: { callback: string }) {
  const t = useTranslations("auth.passkey");
  const reasonText = useReasonText();
  const passkeyTrouble = usePasskeyTrouble();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  function textOf(thrown: unknown): string {
    if (thrown instanceof Refused)
      return reasonText(thrown.refusal.reason, thrown.refusal.params) ?? t("failed");
    return passkeyTrouble(thrown) ?? t("failed");
  }

  async function signIn() {
    setError(null);
    if (!browserSupportsWebAuthn()) return setError(t("unsupported"));
    setIsPending(true);
    try {
      const options = await post("options", {});
      const response = await startAuthentication({ optionsJSON: await options.json() });
      await post("sign-in", response);
      // A whole new page: everything that was read as nobody is read again.
      window.location.assign(callback);
    } catch (thrown) {
      setIsPending(false);
      setError(textOf(thrown));
    }
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
