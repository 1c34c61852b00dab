"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import { type KnownWebhookEvent, webhookEvents } from "#server/webhooks/schemas.ts";

/** Message keys have no dots. */
const keyOf = {
  "message.received": "message_received",
  "message.sent": "message_sent",
  "session.connected": "session_connected",
  "session.disconnected": "session_disconnected",
  "lead.detected": "lead_detected",
  "group.message": "group_message",
  "group.message.analyzed": "group_message_analyzed",
} as const satisfies Record<KnownWebhookEvent, string>;

interface EventFieldsProps {
  value: readonly KnownWebhookEvent[];
  onChange: (events: KnownWebhookEvent[]) => void;
  error: string | undefined;
}

/** Which events are delivered, each with what it means. */
export function EventFields({ value, onChange, error }: EventFieldsProps) {
  const t = useTranslations("webhooks");
  const id = useId();
  const toggle = (event: KnownWebhookEvent) =>
    onChange(webhookEvents.filter((one) => (one === event ? !value.includes(one) : value.includes(one))));
  return (
    <fieldset className="grid min-w-0 gap-2" aria-describedby={error ? `${id}-error` : `${id}-hint`}>
      <legend className="mb-1 font-medium text-sm">{t("form.events")}</legend>
      <p id={`${id}-hint`} className="-mt-1 text-muted-foreground text-xs">
        {t("form.eventsHint")}
      </p>
      <div className="grid divide-y rounded-md border">
        {webhookEvents.map((event) => (
          <Label key={event} className="flex items-start gap-2.5 px-3 py-2">
            <Checkbox
              checked={value.includes(event)}
              onCheckedChange={() => toggle(event)}
              aria-describedby={`${id}-${keyOf[event]}`}
              className="mt-0.5"
            />
            <span className="grid gap-0.5">
              <span className="font-mono text-xs" dir="ltr">
                {event}
              </span>
              <span id={`${id}-${keyOf[event]}`} className="font-normal text-muted-foreground text-xs">
                {t(`events.${keyOf[event]}`)}
              </span>
            </span>
          </Label>
        ))}
      </div>
      <p id={`${id}-error`} aria-live="polite" className={error ? "text-destructive text-xs" : "sr-only"}>
        {error}
      </p>
    </fieldset>
  );
}
