import { and, inArray, like, not, or, type SQL, sql } from "drizzle-orm";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { events, numbers } from "#db/schema/index.ts";
import { numbersInSight } from "#server/inbox/index.ts";

const isFamily = (name: string) => name.endsWith(".*");

function isNamed(names: readonly string[]): SQL | undefined {
  if (names.includes("*")) return undefined;
  const families = names
    .filter(isFamily)
    .map((name) => sql`starts_with(${events.event}, ${name.slice(0, -1)})`);
  return or(inArray(events.event, [...names]), ...families);
}

const isOfNumbers = (workspaceId: string, numberIds: readonly string[]) =>
  sql`${events.sessionId} in (select ${numbers.sessionId} from ${numbers}
    where ${and(numbersInSight(workspaceId), inArray(numbers.id, [...numberIds]))})`;

function isOfKind(kind: NonNullable<EventFilter["kind"]>): SQL {
  const ofGroup = like(events.chatId, "%@g.us");
  return kind === "group" ? ofGroup : not(ofGroup);
}

/**
 * What a filter asks of an event's own columns, as a condition over `events`: whatever it leaves out, the filter does not
 * let through either.
 */
export function narrowedBy(workspaceId: string, filter: EventFilter): SQL | undefined {
  const { events: names, numberIds, inboxIds, chatIds, kind } = filter;
  return and(
    names && isNamed(names),
    numberIds && isOfNumbers(workspaceId, numberIds),
    inboxIds && inArray(events.inboxId, inboxIds),
    chatIds && inArray(events.chatId, chatIds),
    kind && isOfKind(kind),
  );
}

/** Whether a filter asks for more than the columns say: for words, a direction, or what we know of the chat. */
export const asksForMore = ({ keywords, direction, labelIds, assigned }: EventFilter): boolean =>
  [keywords, direction, labelIds, assigned].some((asked) => asked !== undefined);
