"use client";

import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Callout } from "#app/_components/callout.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";

interface TestMessageProps {
  workspace: string;
  numberId: string;
  pairingId: string;
  phoneNumber: string;
}

/** WhatsApp's address of the chat with oneself. */
const ownChatId = (phoneNumber: string) => `${phoneNumber.replace(/\D/g, "")}@c.us`;

/** A first message that bothers nobody. One for each pairing, however often the button is pressed. */
export function TestMessage({ workspace, numberId, pairingId, phoneNumber }: TestMessageProps) {
  const t = useTranslations("numbers.pairing.test");
  const trpc = useTRPC();
  const [isMissing, setIsMissing] = useState(false);
  const send = useMutation(trpc.messages.send.mutationOptions());

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (send.isPending) return;
    const text = String(new FormData(event.currentTarget).get("text") ?? "").trim();
    setIsMissing(text === "");
    if (text === "") return;
    send.mutate({
      workspace,
      numberId,
      chatId: ownChatId(phoneNumber),
      text,
      idempotencyKey: `pairing-test-${pairingId}`,
    });
  }

  if (send.isSuccess) {
    return (
      <div role="status">
        <Callout tone="success">{t("queued")}</Callout>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="grid max-w-xl gap-3 border-t pt-5" noValidate>
      <div className="grid gap-0.5">
        <h3 className="font-semibold text-sm">{t("title")}</h3>
        <p className="text-muted-foreground">{t("text", { phone: phoneNumber })}</p>
      </div>
      <Field label={t("label")} error={isMissing ? t("missing") : undefined}>
        {(control) => (
          <Input
            {...control}
            name="text"
            defaultValue={t("default")}
            maxLength={500}
            autoComplete="off"
            onChange={() => setIsMissing(false)}
          />
        )}
      </Field>
      <ErrorNotice error={send.error} />
      <Button type="submit" className="justify-self-start" loading={send.isPending}>
        <Send aria-hidden />
        {t("submit")}
      </Button>
    </form>
  );
}
