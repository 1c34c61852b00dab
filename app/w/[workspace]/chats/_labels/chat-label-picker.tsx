"use client";

import { RefreshCw, Settings2, Tags } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import type { ChatView, LabelChip } from "#server/chats/schemas.ts";
import { LabelDot } from "../../_components/label-chips.tsx";
import { useFreshLabels } from "../../_lib/use-fresh-labels.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { LabelChoices } from "./label-choices.tsx";
import { useChatLabels } from "./use-chat-labels.ts";
import { useRecheck } from "./use-recheck.ts";

/** As many dots as fit on the button. */
const maxDots = 4;

/** The labels of a chat, and the way to change them: search, tick, make a new one. */
export function ChatLabelPicker({ chat }: { chat: ChatView }) {
  const { mayLabel } = useChatsAccess();
  return mayLabel ? <Picker chat={chat} /> : null;
}

function Picker({ chat }: { chat: ChatView }) {
  const t = useTranslations("labels.picker");
  const [open, setOpen] = useState(false);
  const { labels, toggle, send, isPending } = useChatLabels(chat);
  function change(isOpen: boolean) {
    setOpen(isOpen);
    if (!isOpen) send();
  }
  const names = labels.map(({ name }) => name).join(", ");
  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverTrigger asChild>
        <Button
          size="sm"
          variant="outline"
          aria-label={names === "" ? t("changeNone") : t("change", { names })}
          title={names === "" ? t("open") : names}
          aria-busy={isPending}
          data-testid="chat-labels"
          data-shortcut="labels"
        >
          {labels.length === 0 ? (
            <Tags aria-hidden />
          ) : (
            <span aria-hidden className="flex items-center gap-0.5">
              {labels.slice(0, maxDots).map(({ id, color }) => (
                <LabelDot key={id} color={color} className="size-2.5" />
              ))}
            </span>
          )}
          <span className="@max-2xl:hidden">{t("open")}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label={t("title")} className="flex max-h-96 w-72 flex-col overflow-hidden p-0">
        <Choices chatId={chat.id} labels={labels} onToggle={toggle} />
      </PopoverContent>
    </Popover>
  );
}

interface ChoicesProps {
  chatId: string;
  labels: readonly LabelChip[];
  onToggle: ReturnType<typeof useChatLabels>["toggle"];
}

/** Its own component, so that labels are asked for, and what was typed is forgotten, with each opening. */
function Choices({ chatId, labels, onToggle }: ChoicesProps) {
  const t = useTranslations("labels.picker");
  const { workspace, mayMakeLabels } = useChatsAccess();
  useFreshLabels(workspace);
  const recheck = useRecheck(chatId);
  return (
    <>
      <LabelChoices chosen={labels} onToggle={onToggle} />
      <div className="flex items-center justify-between gap-2 border-t px-2 py-1">
        {mayMakeLabels ? (
          <Button asChild size="sm" variant="ghost">
            <Link href={`/w/${workspace}/settings/labels`}>
              <Settings2 aria-hidden />
              {t("manage")}
            </Link>
          </Button>
        ) : (
          <p className="px-1 py-1 text-muted-foreground text-xs">{t("askManager")}</p>
        )}
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label={t("recheck")}
          title={t("recheck")}
          disabled={recheck.isPending}
          onClick={recheck.run}
        >
          <RefreshCw
            aria-hidden
            className={cn("size-3.5", recheck.isPending && "motion-safe:animate-spin")}
          />
        </Button>
      </div>
    </>
  );
}
