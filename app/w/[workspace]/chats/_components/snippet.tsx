import { Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ChatView } from "#server/chats/schemas.ts";
import { kindIcon, useKindWord } from "./message-kind.tsx";

/** The last message of a chat in one line, with a sign when it is ours. */
export function Snippet({ chat }: { chat: Pick<ChatView, "lastPreview" | "lastKind" | "lastDirection"> }) {
  const t = useTranslations("chats.row");
  const kindWord = useKindWord();
  const { lastPreview, lastKind, lastDirection } = chat;
  if (lastKind === null && lastPreview === null) return t("noMessage");
  const Icon = kindIcon(lastKind ?? "text");
  const words = lastPreview?.trim() || kindWord(lastKind ?? "text");
  return (
    <>
      {lastDirection === "outbound" && (
        <>
          <Reply aria-hidden className="-mt-0.5 me-1 inline size-3.5 rtl:-scale-x-100" />
          <span className="sr-only">{t("ours")}</span>
        </>
      )}
      {Icon && <Icon aria-hidden className="-mt-0.5 me-1 inline size-3.5" />}
      {Icon && lastPreview && <span className="sr-only">{`${kindWord(lastKind ?? "")}: `}</span>}
      <bdi>{words}</bdi>
    </>
  );
}
