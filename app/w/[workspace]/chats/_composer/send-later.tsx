"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { type FormEvent, useId, useRef, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import type { Content } from "#server/messages/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { fieldOfInstant, instantOfField, snoozeTimes } from "../_teamwork/snooze-times.ts";

interface SendLaterProps {
  chat: ChatView;
  /** What would be sent; null while there is nothing that could be. */
  content: Content | null;
  onScheduled: () => void;
}

/** Gives what stands in the field a time of its own, on the reader's clocks. */
export function SendLater({ chat, content, onScheduled }: SendLaterProps) {
  const t = useTranslations("composer.later");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("open")}
          title={t("open")}
          disabled={content === null}
          data-testid="send-later"
        >
          <Clock aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent side="top" align="end" className="p-4">
        {content && (
          <LaterForm
            chat={chat}
            content={content}
            onDone={() => {
              setOpen(false);
              onScheduled();
            }}
          />
        )}
      </PopoverContent>
    </Popover>
  );
}

function LaterForm({ chat, content, onDone }: { chat: ChatView; content: Content; onDone: () => void }) {
  const t = useTranslations("composer.later");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormatter();
  const zone = useTimeZone() ?? "UTC";
  const id = useId();
  const key = useRef(crypto.randomUUID());
  const [times] = useState(() => snoozeTimes(zone, Date.now()));
  const [value, setValue] = useState(() => fieldOfInstant(zone, times.tomorrow));
  const [cancelOnReply, setCancelOnReply] = useState(true);
  const at = instantOfField(zone, value);
  const create = useMutation(
    trpc.scheduled.create.mutationOptions({
      onSuccess: ({ at: sendAt }) => {
        const time = format.dateTime(new Date(sendAt), { dateStyle: "medium", timeStyle: "short" });
        toast.success(t("scheduled", { time }));
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.scheduled.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    // A popover's form stands inside the composer's as far as React is concerned.
    event.stopPropagation();
    if (at === null) return;
    create.mutate({
      ...{ workspace, chat: chat.id, content, timeZone: zone, cancelOnReply },
      ...{ at: new Date(at).toISOString(), idempotencyKey: key.current },
    });
  }
  const presets = [
    ["inAnHour", times.inAnHour],
    ["tomorrow", times.tomorrow],
    ["nextMonday", times.nextMonday],
  ] as const;
  return (
    <form onSubmit={submit} className="grid gap-3">
      <div className="grid gap-1">
        <p className="font-medium text-sm">{t("title")}</p>
        <p className="text-muted-foreground text-xs">{t("text", { zone })}</p>
      </div>
      <ErrorNotice error={create.error} />
      <div className="flex flex-wrap gap-1.5">
        {presets.map(([name, instant]) => (
          <Button
            key={name}
            variant="outline"
            size="sm"
            aria-pressed={at === instant}
            onClick={() => setValue(fieldOfInstant(zone, instant))}
          >
            {t(name)}
          </Button>
        ))}
      </div>
      <Field label={t("at")}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            required
            value={value}
            onChange={(event) => setValue(event.target.value)}
            data-testid="later-at"
          />
        )}
      </Field>
      <div className="flex items-center gap-2">
        <Checkbox
          id={id}
          checked={cancelOnReply}
          onCheckedChange={(checked) => setCancelOnReply(checked === true)}
        />
        <Label htmlFor={id}>{t("cancelOnReply")}</Label>
      </div>
      <Button type="submit" loading={create.isPending} disabled={at === null} data-testid="later-submit">
        {t("submit")}
      </Button>
    </form>
  );
}
