"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useFaults } from "#app/_lib/errors/use-faults.ts";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogFooter } from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { createWebhookSchema, type WebhookView, webhookLimits } from "#server/webhooks/schemas.ts";
import { entriesOf, newWebhook, type WebhookEntries } from "../entries.ts";
import { EventFields } from "./event-fields.tsx";
import { SecretFields, type SecretWish } from "./secret-fields.tsx";

interface WebhookFormProps {
  webhook: WebhookView | "new";
  onSave: (entries: WebhookEntries, secret: SecretWish) => void;
  error: unknown;
  pending: boolean;
}

export function WebhookForm({ webhook, onSave, error, pending }: WebhookFormProps) {
  const t = useTranslations("webhooks.form");
  const tCommon = useTranslations("common");
  const isNew = webhook === "new";
  const [entries, setEntries] = useState(() => (isNew ? newWebhook : entriesOf(webhook)));
  const [secret, setSecret] = useState<SecretWish>({ kind: isNew ? "new" : "keep", value: "" });
  const given = secret.kind === "own" ? { secret: secret.value } : {};
  const faults = useFaults("webhook", createWebhookSchema, { ...entries, ...given });
  const change = (part: Partial<WebhookEntries>) => setEntries((before) => ({ ...before, ...part }));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (faults.check(event.currentTarget) && !pending) onSave(entries, secret);
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label={t("name")} error={faults.of("name")}>
        {(control) => (
          <Input
            {...control}
            value={entries.name}
            onChange={(event) => change({ name: event.target.value })}
            maxLength={webhookLimits.name}
            placeholder={t("nameExample")}
            autoComplete="off"
            dir="auto"
          />
        )}
      </Field>
      <Field label={t("url")} hint={t("urlHint")} error={faults.of("url")}>
        {(control) => (
          <Input
            {...control}
            type="url"
            dir="ltr"
            value={entries.url}
            onChange={(event) => change({ url: event.target.value })}
            placeholder="https://example.com/webhooks/moltflow"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <EventFields
        value={entries.events}
        onChange={(events) => change({ events })}
        error={faults.of("events")}
      />
      <SecretFields isNew={isNew} value={secret} onChange={setSecret} error={faults.of("secret")} />
      <ErrorNotice error={error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button type="submit" loading={pending}>
          {isNew ? t("create") : t("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
