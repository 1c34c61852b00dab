import { and, eq } from "drizzle-orm";
import { chats, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { chatsInSight, itsNumber } from "#server/chats/index.ts";
import { turnOf } from "#server/connections/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { listNumbers, type NumberView } from "#server/numbers/index.ts";
import {
  type AnswerOf,
  type Fresh,
  readUpstream,
  refreshUpstream,
  upstreamKey,
} from "#server/upstream/index.ts";
import { heardMessages, withHeard } from "./heard-messages.ts";
import { readLeadLabels } from "./lead-labels.ts";
import {
  type Age,
  type AvailableGroups,
  type GroupDetail,
  type GroupList,
  type GroupMessagePageView,
  type GroupMessagesInput,
  groupMessagesPerPage,
} from "./schemas.ts";
import { monitoredKey } from "./stored-groups.ts";
import { ageOf, nothingAsked, type StoredGroup, toGroupView, toMessageView, type Viewing } from "./view.ts";

/** Who looks at groups: their sight, whose turn it is at MoltFlow, and whether they see addresses of webhooks. */
export type Reader = { place: Place; actor: Actor; seesAddresses: boolean };

/** A watched group with the number that is in it. */
export type FoundGroup = { stored: StoredGroup; number: NumberView };

type Monitored = Fresh<AnswerOf<"listMonitoredGroups">>;

/**
 * The numbers whose groups are there for somebody. Whoever sees only chats that are assigned to them has none: a watched
 * group shows what everybody in it writes.
 */
export async function numbersWithGroups(place: Place): Promise<NumberView[]> {
  if (sightIn(place).assignedTo !== null) return [];
  return inTenant(place, (tx) => listNumbers(tx, place));
}

/** @throws DomainError `number.not_found`, also for one out of sight */
export async function findNumberWithGroups(place: Place, numberId: string): Promise<NumberView> {
  const number = (await numbersWithGroups(place)).find(({ id }) => id === numberId);
  if (!number) throw notFound("number");
  return number;
}

/** The watched groups; MoltFlow tells of all its tenant's, and only those of numbers in sight are there. */
export async function listGroups(reader: Reader): Promise<GroupList> {
  return listWith(reader, (workspaceId) =>
    readUpstream(workspaceId, monitoredKey, turnOf(reader.actor, "read")),
  );
}

/** As `listGroups`, after asking MoltFlow again. */
export async function refreshGroups(reader: Reader): Promise<GroupList> {
  return listWith(reader, (workspaceId) => refreshUpstream(workspaceId, monitoredKey, reader.actor));
}

async function listWith(
  { place, seesAddresses }: Reader,
  read: (workspaceId: string) => Promise<Monitored>,
): Promise<GroupList> {
  const inSight = await numbersWithGroups(place);
  if (inSight.length === 0) return { groups: [], age: nothingAsked };
  const fresh = await read(sightIn(place).workspaceId);
  const found = fresh.data && within(fresh.data, inSight);
  const viewing = await viewingOf({ place, seesAddresses });
  return { groups: found?.map((group) => toGroupView(group, viewing)) ?? null, age: ageOf(fresh) };
}

/** What a view needs to know beside its group. */
export const viewingOf = async ({
  place,
  seesAddresses,
}: Pick<Reader, "place" | "seesAddresses">): Promise<Viewing> => ({
  seesAddresses,
  labels: await readLeadLabels(sightIn(place).workspaceId),
});

function within(groups: readonly StoredGroup[], inSight: readonly NumberView[]): FoundGroup[] {
  const bySession = new Map(inSight.map((number) => [number.sessionId, number]));
  return groups.flatMap((stored) => {
    const number = stored.sessionId === null ? undefined : bySession.get(stored.sessionId);
    return number ? [{ stored, number }] : [];
  });
}

/**
 * A watched group of a number in sight, as MoltFlow last told of it.
 * @throws DomainError `group.not_found`, unavailable `group.list_pending`, what MoltFlow refused, and what `readUpstream` throws
 */
export async function findGroup(
  { place, actor }: Pick<Reader, "place" | "actor">,
  groupId: string,
): Promise<FoundGroup & { age: Age }> {
  const inSight = await numbersWithGroups(place);
  if (inSight.length === 0) throw notFound("group");
  const { workspaceId } = sightIn(place);
  const fresh = await readUpstream(workspaceId, monitoredKey, turnOf(actor, "read"));
  if (fresh.data === null) throw listMissing(fresh.failure);
  const found = within(fresh.data, inSight).find(({ stored }) => stored.id === groupId);
  if (!found) throw notFound("group");
  return { ...found, age: ageOf(fresh) };
}

/** Why there is no list: it was refused a moment ago, or is on its way. */
function listMissing(failure: string | null): DomainError {
  if (failure !== null) return new DomainError("upstream", failure, "MoltFlow refused this a moment ago.");
  return new DomainError(
    "unavailable",
    "group.list_pending",
    "MoltFlow has not told yet which groups it watches. Wait a few seconds, then try again.",
    { retryAfterMs: 5_000 },
  );
}

/** @throws as `findGroup` */
export async function getGroup(reader: Reader, groupId: string): Promise<GroupDetail> {
  const { stored, number, age } = await findGroup(reader, groupId);
  const chat = await findChatOf(reader.place, { stored, number });
  return { group: toGroupView({ stored, number }, await viewingOf(reader)), chat, age };
}

function findChatOf(place: Place, { stored, number }: FoundGroup): Promise<string | null> {
  return inTenant(place, async (tx) => {
    const [chat] = await tx
      .select({ id: chats.id })
      .from(chats)
      .innerJoin(numbers, itsNumber)
      .where(and(chatsInSight(place), eq(chats.numberId, number.id), eq(chats.chatId, stored.waGroupId)));
    return chat?.id ?? null;
  });
}

/** The WhatsApp groups that a number is in, watched or not. @throws DomainError `number.not_found`, `moltflow.*` */
export function listAvailable(reader: Reader, numberId: string): Promise<AvailableGroups> {
  return availableWith(reader, numberId, (workspaceId, sessionId) =>
    readUpstream(
      workspaceId,
      upstreamKey("listAvailableGroups", { sessionId }),
      turnOf(reader.actor, "read"),
    ),
  );
}

/** As `listAvailable`, after asking MoltFlow again. */
export function refreshAvailable(reader: Reader, numberId: string): Promise<AvailableGroups> {
  return availableWith(reader, numberId, (workspaceId, sessionId) =>
    refreshUpstream(workspaceId, upstreamKey("listAvailableGroups", { sessionId }), reader.actor),
  );
}

async function availableWith(
  reader: Reader,
  numberId: string,
  read: (workspaceId: string, sessionId: string) => Promise<Fresh<AnswerOf<"listAvailableGroups">>>,
): Promise<AvailableGroups> {
  const { id, sessionId } = await findNumberWithGroups(reader.place, numberId);
  const fresh = await read(sightIn(reader.place).workspaceId, sessionId);
  if (fresh.data === null) return { groups: null, age: ageOf(fresh) };
  const { groups: watched } = await listGroups(reader);
  const groups = fresh.data.map(({ waGroupId, name, participantCount }) => {
    const same = watched?.find((group) => group.numberId === id && group.waGroupId === waGroupId);
    return { waGroupId, name, people: participantCount, watchedAs: same?.id ?? null };
  });
  return { groups, age: ageOf(fresh) };
}

/** Messages of a watched group, newest first; what our inbox has heard since is in the first page. */
export function listGroupMessages(reader: Reader, input: GroupMessagesInput): Promise<GroupMessagePageView> {
  return messagesWith(reader, input, (workspaceId, key) =>
    readUpstream(workspaceId, key, turnOf(reader.actor, "read")),
  );
}

/** As `listGroupMessages`, after asking MoltFlow again. */
export function refreshGroupMessages(reader: Reader, input: GroupMessagesInput) {
  return messagesWith(reader, input, (workspaceId, key) => refreshUpstream(workspaceId, key, reader.actor));
}

const messagesKey = (sessionId: string, { groupId, page }: GroupMessagesInput) =>
  upstreamKey("listGroupMessages", {
    ...{ sessionId, groupId, limit: groupMessagesPerPage, offset: page * groupMessagesPerPage },
  });

async function messagesWith(
  reader: Reader,
  input: GroupMessagesInput,
  read: (
    workspaceId: string,
    key: ReturnType<typeof messagesKey>,
  ) => Promise<Fresh<AnswerOf<"listGroupMessages">>>,
): Promise<GroupMessagePageView> {
  const { stored, number } = await findGroup(reader, input.groupId);
  const fresh = await read(sightIn(reader.place).workspaceId, messagesKey(number.sessionId, input));
  if (fresh.data === null) return { messages: null, total: null, hasMore: false, age: ageOf(fresh) };
  const { items, total, hasMore } = fresh.data;
  const told = items.map(toMessageView);
  const messages =
    input.page === 0 ? withHeard(told, await heardMessages(reader.place, { stored, number })) : told;
  return { messages, total, hasMore: hasMore ?? items.length === groupMessagesPerPage, age: ageOf(fresh) };
}
