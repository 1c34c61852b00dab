import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import type { AnalysisView, GroupMessageView } from "#server/groups/schemas.ts";
import { highlight } from "../../highlight.ts";

interface GroupMessageProps {
  message: GroupMessageView;
  keywords: readonly string[];
}

export function GroupMessage({ message, keywords }: GroupMessageProps) {
  const t = useTranslations("groups.messages");
  const { senderName, senderPhone, sentAt, analysis } = message;
  return (
    <article data-testid="group-message" className="grid gap-1 px-4 py-3 text-sm">
      <header className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-medium" dir="auto">
          {senderName ?? senderPhone ?? t("nobody")}
        </span>
        {senderName && senderPhone && (
          <span className="shrink-0 text-muted-foreground text-xs tabular-nums" dir="ltr">
            {senderPhone}
          </span>
        )}
        {sentAt && (
          <RelativeTime
            at={sentAt}
            className="ms-auto shrink-0 whitespace-nowrap text-muted-foreground text-xs"
          />
        )}
      </header>
      <p className="whitespace-pre-wrap break-words" dir="auto">
        <Highlighted text={message.text} keywords={keywords} />
      </p>
      {analysis && <Analysis analysis={analysis} />}
    </article>
  );
}

function Highlighted({ text, keywords }: { text: string; keywords: readonly string[] }) {
  return highlight(text, keywords).map(({ text: part, isHit }, index) =>
    isHit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
      <mark key={index} className="rounded-sm bg-warning-subtle px-0.5 font-medium text-foreground">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

const intents = [
  "buying_intent",
  "product_inquiry",
  "support_request",
  "complaint",
  "off_topic",
  "spam_noise",
  "unknown",
] as const;
const isKnown = (intent: string): intent is (typeof intents)[number] =>
  intents.some((known) => known === intent);

const highestScore = 10;

function Analysis({ analysis: { intent, leadScore, confidence, reason } }: { analysis: AnalysisView }) {
  const t = useTranslations("groups.analysis");
  const format = useFormatter();
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1.5 text-xs">
      <Badge tone="info">{t("label")}</Badge>
      {intent !== null && <Badge tone="outline">{isKnown(intent) ? t(`intents.${intent}`) : intent}</Badge>}
      {leadScore !== null && (
        <span className="tabular-nums">{t("leadScore", { score: leadScore, of: highestScore })}</span>
      )}
      {confidence !== null && (
        <span className="text-muted-foreground tabular-nums">
          {t("confidence", {
            percent: format.number(confidence, { style: "percent", maximumFractionDigits: 0 }),
          })}
        </span>
      )}
      {reason && (
        <span className="min-w-0 text-muted-foreground" dir="auto">
          {reason}
        </span>
      )}
    </div>
  );
}
