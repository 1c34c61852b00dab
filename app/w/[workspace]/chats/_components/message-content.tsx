import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MessageView } from "#server/chats/schemas.ts";
import { safeHref } from "../text-parts.ts";
import { LinkedText } from "./linked-text.tsx";
import { kindIcon, useKindWord } from "./message-kind.tsx";

/** What a message says: its words, or a card for what is none. Media of other hosts are links, never loaded here. */
export function MessageContent({ message }: { message: MessageView }) {
  if (message.kind === "text") return <Words text={message.text} />;
  if (message.kind === "poll") return <Poll message={message} />;
  return <Media message={message} />;
}

function Words({ text }: { text: string }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      <LinkedText text={text} />
    </p>
  );
}

function KindLine({ kind }: { kind: string }) {
  const kindWord = useKindWord();
  const Icon = kindIcon(kind);
  return (
    <span className="flex items-center gap-1.5 font-medium text-muted-foreground text-xs">
      {Icon && <Icon aria-hidden className="size-3.5 shrink-0" />}
      {kindWord(kind)}
    </span>
  );
}

function Poll({ message: { text, payload } }: { message: MessageView }) {
  const t = useTranslations("chats.message");
  const options = payload?.options ?? [];
  return (
    <div className="grid min-w-52 gap-1.5">
      <KindLine kind="poll" />
      <p dir="auto" className="font-medium [overflow-wrap:anywhere]">
        {text}
      </p>
      <ul className="grid gap-1">
        {options.map((option) => (
          <li
            key={option}
            dir="auto"
            className="rounded-md border border-foreground/12 px-2 py-1 text-sm [overflow-wrap:anywhere]"
          >
            {option}
          </li>
        ))}
      </ul>
      <span className="text-muted-foreground text-xs">
        {payload?.allowMultiple ? t("severalAnswers") : t("oneAnswer")}
      </span>
    </div>
  );
}

function Media({ message: { kind, text, payload } }: { message: MessageView }) {
  const t = useTranslations("chats.message");
  const href = payload?.mediaUrl ? safeHref(payload.mediaUrl) : null;
  return (
    <div className="grid min-w-40 gap-1">
      <KindLine kind={kind} />
      {text !== "" && <Words text={text} />}
      {href ? (
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
          className="inline-flex min-h-6 items-center gap-1.5 text-primary text-xs underline-offset-4 hover:underline"
        >
          <ExternalLink aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">{t("openMedia", { host: new URL(href).host })}</span>
        </a>
      ) : (
        text === "" && <span className="text-muted-foreground text-xs">{t("onPhone")}</span>
      )}
    </div>
  );
}
