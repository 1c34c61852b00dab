import { type Rule, whenToTell } from "#server/subscriptions/index.ts";
import type { KnownEvent } from "./facts.ts";
import { tellersOf } from "./tell.ts";

type Channel = "push" | "mail" | "digest";

/** What a batch has to tell one member by one rule of one chat, or of one event's name where there is no chat. */
type News = {
  userId: string;
  subscriptionId: string;
  /** What the events have in common. */
  about: string;
  times: number;
  /** The newest event. */
  eventId: string;
  numberId: string | null;
};

/** `preset` names a rule that every workspace begins with, whose name readers see in their language. */
export type NoticeNews = News & { chat: string | null; rule: string; preset: string | null };
export type AlertNews = News & { channel: Channel; firstAt: Date; dueAt: Date };

/** What a batch writes for people. */
export type Gathered = { notices: NoticeNews[]; alerts: AlertNews[] };

/** What events of one kind have in common: their number's session, and their chat or else their name. */
export const aboutOf = ({
  sessionId,
  chatId,
  event,
}: Pick<KnownEvent, "sessionId" | "chatId" | "event">): string =>
  [sessionId, chatId ?? event].filter((part) => part !== null).join(":");

/** Puts together what rules tell of a batch: one piece of news a member, rule, channel and chat. Pure. */
export function gather(rules: readonly Rule[], events: readonly KnownEvent[]): Gathered {
  const notices = new Map<string, NoticeNews>();
  const alerts = new Map<string, AlertNews>();
  for (const event of events) {
    const about = aboutOf(event);
    for (const { rule, tellers } of tellersOf(rules, event)) {
      for (const { userId, settings } of tellers) {
        const news = {
          ...{ userId, subscriptionId: rule.id, about, times: 1 },
          ...{ eventId: event.id, numberId: event.facts.numberId },
        };
        const key = `${userId} ${rule.id} ${about}`;
        if (rule.inApp) {
          const before = notices.get(key);
          const chat = event.chat ?? before?.chat ?? null;
          const { name, preset } = rule;
          notices.set(key, { ...news, chat, rule: name, preset, times: 1 + (before?.times ?? 0) });
        }
        for (const [channel, way] of waysOf(rule)) {
          const before = alerts.get(`${channel} ${key}`);
          // By when it happened, not by when we look: what comes late is told late, or not at all any more.
          const dueAt =
            before?.dueAt ?? whenToTell(settings, { urgent: rule.urgent, channel: way }, event.receivedAt);
          if (dueAt === null) continue;
          const firstAt = before?.firstAt ?? event.receivedAt;
          const times = 1 + (before?.times ?? 0);
          alerts.set(`${channel} ${key}`, { ...news, channel, firstAt, dueAt, times });
        }
      }
    }
  }
  return { notices: [...notices.values()], alerts: [...alerts.values()] };
}

type Way = Parameters<typeof whenToTell>[1]["channel"];

function waysOf({ push, mail }: Rule): [Channel, Way][] {
  const ways: [Channel, Way][] = [];
  if (push) ways.push(["push", "push"]);
  if (mail === "at_once") ways.push(["mail", mail]);
  if (mail === "hourly" || mail === "daily") ways.push(["digest", mail]);
  return ways;
}
