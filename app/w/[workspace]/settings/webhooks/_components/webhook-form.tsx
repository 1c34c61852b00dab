"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";
import { DialogClose, DialogFooter } from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import {
  createWebhookSchema,
  type KnownWebhookEvent,
  type WebhookView,
  webhookEvents,
  webhookLimits,
} from "#server/webhooks/schemas.ts";
import { EventFields } from "./event-fields.tsx";
import { SecretFields, type SecretWish } from "./secret-fields.tsx";

export type WebhookEntries = {
  name: string;
  url: string;
  events: KnownWebhookEvent[];
  secret: SecretWish;
};

interface WebhookFormProps {
  webhook: WebhookView | "new";
  onSave: (entries: WebhookEntries) => void;
  error: unknown;
  pending: boolean;
}

const start = (webhook: WebhookView | "new"): WebhookEntries => {
  if (webhook === "new") {
    return { name: "", url: "", events: ["message.received"], secret: { kind: "new", value: "" } };
  }
  const { name, url, events } = webhook;
  return {
    ...{ name, url: url ?? "", secret: { kind: "keep", value: "" } },
    events: webhookEvents.filter((event) => events.includes(event)),
  };
};

/** What is wrong with the entries by the API's own rules, as a key of `errors.webhook.`; by field. */
function findFaults({ secret, ...entries }: WebhookEntries): Record<string, string> {
  const given = secret.kind === "own" ? { secret: secret.value } : {};
  const issues: z.core.$ZodIssue[] =
    createWebhookSchema.safeParse({ ...entries, ...given }).error?.issues ?? [];
  // The first complaint about a field is the plainest.
  return Object.fromEntries(issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]));
}

/** Leads to what is wrong, which may have been scrolled out of the dialog. */
function focusFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
}

export function WebhookForm({ webhook, onSave, error, pending }: WebhookFormProps) {
  const t = useTranslations("webhooks.form");
  const tCommon = useTranslations("common");
  const reasonText = useReasonText();
  const [entries, setEntries] = useState(() => start(webhook));
  const [wasTried, setWasTried] = useState(false);
  const faults = wasTried ? findFaults(entries) : {};
  const faultOf = (field: string) => {
    const fault = faults[field];
    return fault === undefined ? undefined : (reasonText(`webhook.${fault}`) ?? fault);
  };
  const change = (part: Partial<WebhookEntries>) => setEntries((before) => ({ ...before, ...part }));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setWasTried(true);
    if (Object.keys(findFaults(entries)).length > 0) return focusFault(event.currentTarget);
    if (!pending) onSave(entries);
  }
  const isNew = webhook === "new";
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label={t("name")} error={faultOf("name")}>
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
      <Field label={t("url")} hint={t("urlHint")} error={faultOf("url")}>
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
        error={faultOf("events")}
      />
      <SecretFields
        isNew={isNew}
        value={entries.secret}
        onChange={(secret) => change({ secret })}
        error={faultOf("secret")}
      />
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
