"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import type { Content } from "#server/messages/schemas.ts";
import { instantOf, useWhen, WhenFields } from "../../_components/when-fields.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";

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
  const id = useId();
  // One message, however often the click is repeated.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [when, setWhen] = useWhen();
  const [cancelOnReply, setCancelOnReply] = useState(true);
  const at = instantOf(when);
  const create = useMutation(
    trpc.scheduled.create.mutationOptions({
      onSuccess: ({ at: sendAt, timeZone }) => {
        const style = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
        toast.success(t("scheduled", { time: format.dateTime(new Date(sendAt), style) }));
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.scheduled.pathKey() }),
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    if (at === null) return;
    create.mutate({
      ...{ workspace, chat: chat.id, content, timeZone: when.zone, cancelOnReply },
      ...{ at: at.toISOString(), idempotencyKey },
    });
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      <div className="grid gap-1">
        <p className="font-medium text-sm">{t("title")}</p>
        <p className="text-muted-foreground text-xs">{t("text")}</p>
      </div>
      <ErrorNotice error={create.error} />
      <WhenFields when={when} onChange={setWhen} />
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
