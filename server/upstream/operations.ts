import { z } from "zod";
import { idSchema } from "#server/core/ids.ts";
import { withoutInboxToken } from "#server/inbox/index.ts";
import type { Topic } from "#server/live/index.ts";
import type { MoltflowClient } from "#server/moltflow/index.ts";

/** One GET of MoltFlow that screens read through our tables. */
type CachedRead<Params, Answer> = {
  params: z.ZodType<Params>;
  /** Older answers are still shown, and read again behind the page. */
  freshForMs: number;
  /** What screens are nudged about when a new answer is there. */
  topic: Topic;
  call(client: MoltflowClient, params: Params): Promise<Answer>;
};

const define = <Params, Answer>(read: CachedRead<Params, Answer>) => read;

const minuteMs = 60_000;
const nothing = z.object({});
const ofSession = z.object({ sessionId: z.string().min(1) });

/** By operation of the contract. A `sessionId` among the parameters is checked against the allowlist before any call. */
export const cachedReads = {
  listMonitoredGroups: define({
    params: nothing,
    freshForMs: 10 * minuteMs,
    topic: "groups",
    call: (client) => client.listMonitoredGroups(),
  }),
  listAvailableGroups: define({
    params: ofSession,
    freshForMs: 10 * minuteMs,
    topic: "groups",
    call: (client, { sessionId }) => client.listAvailableGroups(sessionId),
  }),
  listGroupMessages: define({
    params: z.object({
      sessionId: z.string().min(1),
      groupId: idSchema,
      limit: z.int().min(1).max(100),
      offset: z.int().min(0),
    }),
    freshForMs: 2 * minuteMs,
    topic: "groups",
    call: (client, { groupId, limit, offset }) => client.listGroupMessages(groupId, { limit, offset }),
  }),
  checkBusiness: define({
    params: ofSession,
    freshForMs: 24 * 60 * minuteMs,
    topic: "labels",
    call: (client, { sessionId }) => client.checkBusiness(sessionId),
  }),
  listWebhooks: define({
    params: nothing,
    freshForMs: 15 * minuteMs,
    topic: "webhooks",
    // The tokens of inboxes, of other workspaces too, are kept nowhere in the clear.
    call: async (client) => (await client.listWebhooks()).map(withoutInboxToken),
  }),
} as const;

export type CachedOperation = keyof typeof cachedReads;
export type ParamsOf<O extends CachedOperation> = z.output<(typeof cachedReads)[O]["params"]>;

/** As JSON gives it back: instants are ISO 8601. */
type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Stored<Item>[]
    : T extends object
      ? { [K in keyof T]: Stored<T[K]> }
      : T;

export type AnswerOf<O extends CachedOperation> = Stored<
  Awaited<ReturnType<(typeof cachedReads)[O]["call"]>>
>;

/** Names one stored answer. Parameters are written in one order, so that equal ones are one row. */
export type UpstreamKey<O extends CachedOperation = CachedOperation> = {
  operation: O;
  params: string;
  sessionId: string | null;
};

export const operationSchema = z.enum(Object.keys(cachedReads) as [CachedOperation, ...CachedOperation[]]);

/** @throws ZodError for parameters that the operation does not take */
export function upstreamKey<O extends CachedOperation>(operation: O, params: ParamsOf<O>): UpstreamKey<O> {
  const checked = cachedReads[operation].params.parse(params) as Record<string, unknown>;
  const ordered = Object.fromEntries(Object.entries(checked).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { sessionId } = checked;
  return {
    operation,
    params: JSON.stringify(ordered),
    sessionId: typeof sessionId === "string" ? sessionId : null,
  };
}

/** Makes the one call that a key stands for. */
export function callFor(client: MoltflowClient, { operation, params }: UpstreamKey): Promise<unknown> {
  const read = cachedReads[operation] as CachedRead<unknown, unknown>;
  return read.call(client, read.params.parse(JSON.parse(params)));
}
