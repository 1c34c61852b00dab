"use client";

import { MessageSquareText, NotebookPen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { ChatView } from "#server/chats/schemas.ts";

import { ChatComposer } from "../_composer/chat-composer.tsx";
import { NoteComposer } from "../_teamwork/note-composer.tsx";
import { useChatsAccess } from "./chats-context.tsx";
import { useChatsKeys } from "./use-chats-keys.ts";

const modes = [
  { mode: "answer", Icon: MessageSquareText },
  { mode: "note", Icon: NotebookPen },
] as const;
type Mode = (typeof modes)[number]["mode"];

interface WritePaneProps {
  chat: ChatView;
  version: number | null;
  onNewest: () => void;
}

/** Below the thread: an answer to the contact, or a note for the team, which looks different from far away. */
export function WritePane({ chat, version, onNewest }: WritePaneProps) {
  const t = useTranslations("chats.write");
  const { mayWork } = useChatsAccess();
  const [mode, setMode] = useState<Mode>("answer");
  const paneRef = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const switchTo = (next: Mode) => {
    if (next === mode) return focusField(paneRef.current);
    wantsFocus.current = true;
    setMode(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field of another mode is another one
  useEffect(() => {
    if (wantsFocus.current) focusField(paneRef.current);
    wantsFocus.current = false;
  }, [mode]);
  useChatsKeys({ reply: () => switchTo("answer"), ...(mayWork && { note: () => switchTo("note") }) });

  return (
    <div ref={paneRef}>
      {mayWork && (
        <fieldset aria-label={t("label")} className="flex gap-1 border-t px-3 pt-1.5 sm:px-4">
          {modes.map(({ mode: one, Icon }) => (
            <button
              key={one}
              type="button"
              aria-pressed={mode === one}
              onClick={() => switchTo(one)}
              data-testid={`mode-${one}`}
              className="inline-flex h-6.5 items-center gap-1.5 rounded-md px-2 font-medium text-muted-foreground text-xs transition-colors hover:bg-accent aria-pressed:bg-accent aria-pressed:text-foreground aria-pressed:data-[testid=mode-note]:bg-warning-subtle aria-pressed:data-[testid=mode-note]:text-warning max-md:h-9"
            >
              <Icon aria-hidden className="size-3.5" />
              {t(one)}
            </button>
          ))}
        </fieldset>
      )}
      {mode === "note" ? (
        <NoteComposer chat={chat} />
      ) : (
        <ChatComposer chat={chat} version={version} onShowNewest={onNewest} />
      )}
    </div>
  );
}

const focusField = (pane: HTMLElement | null) => pane?.querySelector<HTMLElement>("textarea")?.focus();
