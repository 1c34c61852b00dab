"use client";

import { Film, ListChecks, Plus, Sticker } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import type { Content } from "#server/messages/schemas.ts";
import { MediaDialog } from "./media-dialog.tsx";
import { PollDialog } from "./poll-dialog.tsx";

type Kind = "poll" | "sticker" | "gif";
const icons = { poll: ListChecks, sticker: Sticker, gif: Film };

interface KindsMenuProps {
  chat: ChatView;
  onSend: (content: Content) => void;
}

/** What else than words can be sent. */
export function KindsMenu({ chat, onSend }: KindsMenuProps) {
  const t = useTranslations("composer.kinds");
  const [kind, setKind] = useState<Kind | null>(null);
  function send(content: Content) {
    setKind(null);
    onSend(content);
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("open")}
            title={t("open")}
            data-testid="kinds-menu"
          >
            <Plus aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent side="top">
          {(["poll", "sticker", "gif"] as const).map((one) => {
            const Icon = icons[one];
            return (
              <DropdownMenuItem key={one} onSelect={() => setKind(one)} data-testid={`kind-${one}`}>
                <Icon aria-hidden />
                {t(one)}
              </DropdownMenuItem>
            );
          })}
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={kind !== null} onOpenChange={(open) => !open && setKind(null)}>
        {kind === "poll" && <PollDialog chat={chat} onSend={send} />}
        {(kind === "sticker" || kind === "gif") && <MediaDialog chat={chat} kind={kind} onSend={send} />}
      </Dialog>
    </>
  );
}
