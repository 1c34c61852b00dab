"use client";

import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { startAuthentication } from "@simplewebauthn/browser";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { usePasskeyTrouble } from "#app/_lib/auth/use-passkey-trouble.ts";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import type { ProofInput } from "#server/account/schemas.ts";

/** How somebody can show that it is them. */
export type ProofWay = ProofInput["by"];

interface ProofFormProps {
  /** What this person has, the best first. */
  ways: readonly ProofWay[];
  /** Where a mailed code goes. */
  email: string;
  /** Resolves to why the proof was refused, in the reader's words, or to null when it was accepted. */
  prove: (proof: ProofInput) => Promise<string | null>;
  /** What the browser hands to an authenticator; a text says why there is nothing. */
  passkeyOptions: () => Promise<PublicKeyCredentialRequestOptionsJSON | string>;
  /** Mails a code; resolves to why not, or to null. */
  sendCode?: () => Promise<string | null>;
  /** Buttons beside the one that goes on. */
  actions?: ReactNode;
}

/** Asks for one proof that it is them, and lets the person choose which of those they have. */
export function ProofForm({ ways, actions, ...form }: ProofFormProps) {
  const t = useTranslations("security.proof");
  const [way, setWay] = useState<ProofWay>(ways[0] ?? "mail");
  return (
    <div className="grid gap-4" data-testid="proof-form" data-way={way}>
      {way === "passkey" ? (
        <PasskeyProof {...form} actions={actions} />
      ) : (
        <CodeProof key={way} way={way} {...form} actions={actions} />
      )}
      {ways.length > 1 && (
        <div className="flex flex-wrap gap-x-4 gap-y-1 border-t pt-3">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Button key={other} variant="link" className="text-xs" onClick={() => setWay(other)}>
                {t(`use_${other}`)}
              </Button>
            ))}
        </div>
      )}
    </div>
  );
}

type OneProofProps = Omit<ProofFormProps, "ways">;

function PasskeyProof({ prove, passkeyOptions, actions }: OneProofProps) {
  const t = useTranslations("security.proof");
  const passkeyTrouble = usePasskeyTrouble();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function ask(): Promise<string | null> {
    const options = await passkeyOptions();
    if (typeof options === "string") return options;
    const response = await startAuthentication({ optionsJSON: options });
    return prove({ by: "passkey", response });
  }

  async function submit() {
    setError(null);
    setIsPending(true);
    setError(await ask().catch((thrown: unknown) => passkeyTrouble(thrown) ?? t("failed")));
    setIsPending(false);
  }

  return (
    <div className="grid gap-4">
      <p className="text-muted-foreground text-sm">{t("passkeyText")}</p>
      <p role="alert" className="text-destructive text-xs empty:hidden">
        {error}
      </p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        {actions}
        <Button loading={isPending} onClick={submit}>
          <KeyRound aria-hidden />
          {t("passkeySubmit")}
        </Button>
      </div>
    </div>
  );
}

function CodeProof({
  way,
  email,
  prove,
  sendCode,
  actions,
}: OneProofProps & { way: Exclude<ProofWay, "passkey"> }) {
  const t = useTranslations("security.proof");
  const [code, setCode] = useState("");
  const [isPending, setIsPending] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const waitsForMail = way === "mail" && !isSent;

  async function run(work: () => Promise<string | null>): Promise<boolean> {
    setError(null);
    setIsPending(true);
    const refusal = await work().catch(() => t("failed"));
    setError(refusal);
    setIsPending(false);
    return refusal === null;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    if (waitsForMail) {
      if (await run(async () => (await sendCode?.()) ?? null)) setIsSent(true);
      return;
    }
    if (code.trim() === "") return setError(t("codeMissing"));
    if (!(await run(() => prove({ by: way, code })))) setCode("");
  }

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      {waitsForMail ? (
        <div className="grid gap-1.5">
          <p className="text-muted-foreground text-sm">{t("mailText", { email })}</p>
          <p role="alert" className="text-destructive text-xs empty:hidden">
            {error}
          </p>
        </div>
      ) : (
        <Field
          label={t(`label_${way}`)}
          hint={way === "mail" ? t("mailSent", { email }) : t(`hint_${way}`)}
          error={error ?? undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              autoFocus
              autoComplete={way === "recovery" ? "off" : "one-time-code"}
              autoCapitalize="off"
              spellCheck={false}
              inputMode={way === "recovery" ? "text" : "numeric"}
              maxLength={way === "recovery" ? 40 : 8}
              className="h-10 font-mono tracking-widest"
              data-testid="proof-code"
            />
          )}
        </Field>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        {actions}
        <Button type="submit" loading={isPending}>
          {t(waitsForMail ? "mailSend" : "submit")}
        </Button>
      </div>
    </form>
  );
}
