import type { EventFilter } from "#db/schema/event-filter.ts";
import { type EventFacts, matches } from "#server/event-filter/index.ts";
import type { Rule, Teller } from "#server/subscriptions/index.ts";
import { isSending } from "./directions.ts";
import type { KnownEvent } from "./facts.ts";

type TellingRule = Pick<Rule, "filter" | "tellers">;

/** What is asked of an event to say whom it is told. */
export type Tellable = Pick<KnownEvent, "facts" | "authorId">;

/**
 * Whom each rule tells of an event; rules that tell nobody are left out. Pure: a dry run and the real one agree.
 * Nobody hears of what they may not see, nor of what they sent themselves; and of what was sent at all only where a
 * rule asks for it.
 */
export function tellersOf<R extends TellingRule>(
  rules: readonly R[],
  event: Tellable,
): { rule: R; tellers: Teller[] }[] {
  return rules.flatMap((rule) => {
    const tellers = tellersOfRule(rule, event);
    return tellers.length === 0 ? [] : [{ rule, tellers }];
  });
}

function tellersOfRule({ filter, tellers }: TellingRule, { facts, authorId }: Tellable): Teller[] {
  if (isSending(facts.event) && !asksForSent(filter, facts.event)) return [];
  const { assigned, ...rest } = filter;
  if (assigned !== "reader") {
    if (!matches(filter, facts)) return [];
  } else if (facts.assigneeId === null || !matches(rest, facts)) return [];
  return tellers.filter(
    (teller) =>
      teller.userId !== authorId &&
      (assigned !== "reader" || teller.userId === facts.assigneeId) &&
      maySee(teller, facts),
  );
}

/** As the walls of the database have it: a restricted member sees events of allowed numbers and of their chats only. */
function maySee({ userId, restrictions: { onlyNumbers, assignedOnly } }: Teller, facts: EventFacts): boolean {
  if (onlyNumbers === null && !assignedOnly) return true;
  if (facts.numberId === null) return false;
  if (onlyNumbers !== null && !onlyNumbers.includes(facts.numberId)) return false;
  return !assignedOnly || facts.assigneeId === userId;
}

const asksForSent = ({ direction, events }: EventFilter, name: string | null) =>
  direction === "outbound" || (name !== null && (events?.includes(name) ?? false));

/** Whether a filter, or whom it tells, depends on an event's body. */
export const asksForBody = ({ keywords, direction, events }: EventFilter): boolean =>
  keywords !== undefined || direction !== undefined || (events?.some(isSending) ?? false);
