import {
  createLoader,
  createParser,
  createSerializer,
  parseAsBoolean,
  parseAsStringLiteral,
} from "nuqs/server";
import { chatOrders, chatShelves, chatTabs, type ListChatsInput } from "#server/chats/schemas.ts";

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Takes an id that the API would take too; anything else in the address counts as not there. */
const parseAsId = createParser({ parse: (value) => (uuid.test(value) ? value : null), serialize: String });

/** Which chats are listed, as the address has it. */
export const listParams = {
  tab: parseAsStringLiteral(chatTabs).withDefault("all"),
  shelf: parseAsStringLiteral(chatShelves).withDefault("open"),
  order: parseAsStringLiteral(chatOrders).withDefault("activity"),
  number: parseAsId,
  label: parseAsId,
  unread: parseAsBoolean,
  kind: parseAsStringLiteral(["person", "group"]),
};

/** The message that the open chat is shown at, from a search. */
export const openParams = { message: parseAsId };

export const loadListParams = createLoader(listParams);
export const serializeChats = createSerializer({ ...listParams, ...openParams });

export type ListParams = Awaited<ReturnType<typeof loadListParams>>;

/** What narrows a tab down, all of it off. */
export const noNarrowing = { number: null, label: null, unread: null, kind: null } as const;

export const isNarrowed = ({ number, label, unread, kind }: ListParams): boolean =>
  [number, label, unread, kind].some((value) => value !== null);

/** What the API is asked for. The same address always gives the same object's keys, because caches compare them. */
export type ListFilter = Omit<ListChatsInput, "cursor">;

export function toListFilter({ tab, shelf, order, number, label, unread, kind }: ListParams): ListFilter {
  return {
    ...{ tab, shelf, order },
    ...(number !== null && { numberId: number }),
    ...(label !== null && { labelId: label }),
    ...(unread && { unread }),
    ...(kind !== null && { kind }),
  };
}

/** The chat of a path below `/w/<slug>/chats`; null on the list itself. */
export function chatOfPath(path: string): string | null {
  const id = /\/chats\/([^/?#]+)\/?$/.exec(path)?.[1];
  return id !== undefined && uuid.test(id) ? id : null;
}
