import { sql } from "drizzle-orm";
import { afterCommit } from "#db/after-commit.ts";
import { type Queryable, systemDb, systemSql } from "#db/client.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { singleton } from "#server/core/singleton.ts";
import { Heard } from "./heard.ts";

/** What a screen may have to read again. */
export type Topic =
  | "events"
  | "numbers"
  | "connection"
  | "outbox"
  | "inboxes"
  | "chats"
  /** Who looks at a chat or writes in it. */
  | "presence"
  | "labels"
  | "groups"
  | "webhooks"
  | "snippets"
  | "notices"
  | "destinations"
  | "deliveries"
  /** Deliveries were attempted: there is something to see, and nothing new to do. */
  | "attempts"
  | "subscriptions"
  | "budget"
  | "members"
  | "workspace"
  | "tokens"
  | "audit"
  | "data"
  /** Somebody's rights changed: everybody's stream asks again whether it may go on. */
  | "access";

/** Told about a topic of its workspace, or about none: then something may have been missed, so look at all. */
export type LiveListener = (topic: Topic | null) => void;

export const liveChannel = "moltdesk_live";
/** NOTIFY is a nudge, not a promise, and a failed re-LISTEN is silent; everybody looks again this often. */
const sweepMs = 15_000;

/** As `LiveListener`, of any workspace; null stands for all of them. */
export type WideListener = (workspaceId: string | null, topic: Topic | null) => void;

/** What carries nudges between processes in place of Postgres, while it is ready to. */
export type Courier = { isReady: () => boolean; publish: (nudge: string) => Promise<void> };

type Hub = {
  listeners: Map<string, Set<LiveListener>>;
  wide: Set<WideListener>;
  listening: Promise<void> | null;
  courier: Courier | null;
  heard: Heard;
};
const hub = () =>
  singleton<Hub>("live.hub", () => ({
    ...{ listeners: new Map(), wide: new Set(), listening: null, courier: null, heard: new Heard() },
  }));

/** Hands nudges of this process to a courier from now on; null: to Postgres. */
export function sendNudgesBy(courier: Courier | null): void {
  hub().courier = courier;
}

function lookAgain(): void {
  for (const listener of hub().wide) listener(null, null);
  for (const listeners of hub().listeners.values()) {
    for (const listener of listeners) listener(null);
  }
}

/** Has everybody look again, because something may have been said that was not heard. */
export function mayHaveMissed(): void {
  hub().heard.forget(Date.now());
  lookAgain();
}

/** What was said of a workspace, or to a member, since a page was made; "all" if that is not known for sure. */
export const topicsSince = (id: string, madeAtMs: number): Topic[] | "all" =>
  hub().heard.topicsSince(id, madeAtMs, Date.now());

/** Takes what another process, or this one, has sent. */
export function hearNudge(nudge: string): void {
  const [workspaceId = "", name] = nudge.split(":");
  const topic = (name as Topic | undefined) ?? null;
  if (topic) hub().heard.note(workspaceId, topic, Date.now());
  for (const listener of hub().wide) listener(workspaceId, topic);
  for (const listener of hub().listeners.get(workspaceId) ?? []) listener(topic);
}

async function listen(): Promise<void> {
  const retry = (error: unknown) => {
    hub().listening = null;
    log().warn({ err: messageOf(error) }, "live: cannot listen; the sweep carries on and tries again");
  };
  hub().listening ??= systemSql()
    // postgres.js calls the third argument again after each reconnect: what was said meanwhile is lost.
    .listen(liveChannel, hearNudge, mayHaveMissed)
    .then(() => undefined)
    .catch(retry);
  await hub().listening;
}

function startSweep(): void {
  singleton("live.sweep", () =>
    setInterval(() => {
      if (hub().listeners.size === 0 && hub().wide.size === 0) return;
      lookAgain();
      void listen();
    }, sweepMs).unref(),
  );
}

/** Calls `listener` whenever something of the workspace changed, until the returned function is called. */
export function follow(workspaceId: string, listener: LiveListener): () => void {
  const { listeners } = hub();
  const own = listeners.get(workspaceId) ?? new Set();
  listeners.set(workspaceId, own.add(listener));
  startSweep();
  void listen();
  return () => {
    own.delete(listener);
    if (own.size === 0 && listeners.get(workspaceId) === own) listeners.delete(workspaceId);
  };
}

/** As `follow`, for work that serves every workspace. */
export function followAll(listener: WideListener): () => void {
  hub().wide.add(listener);
  startSweep();
  void listen();
  return () => {
    hub().wide.delete(listener);
  };
}

/** Whether a statement has to NOTIFY by itself; if not, `nudgeNow` is for after its commit. */
export const postgresCarries = (): boolean => !hub().courier?.isReady();

const nudgeOf = (workspaceId: string, topic: Topic) => `${workspaceId}:${topic}`;
const notify = (nudge: string) => sql`select pg_notify(${liveChannel}, ${nudge})`;

/** Nudges a workspace's screens about what is committed. */
export function nudgeNow(workspaceId: string, topic: Topic): void {
  const nudge = nudgeOf(workspaceId, topic);
  const fail = (error: unknown) =>
    log().warn({ err: messageOf(error) }, "live: a nudge was lost; the sweep makes up for it");
  const byPostgres = () => systemDb().execute(notify(nudge));
  const sent = hub().courier?.publish(nudge).catch(byPostgres) ?? byPostgres();
  sent.catch(fail);
}

/** As `nudgeNow` for several workspaces at once, in one statement. @throws when Postgres cannot carry it */
export async function nudgeAll(workspaceIds: readonly string[], topic: Topic): Promise<void> {
  if (!postgresCarries()) for (const workspaceId of workspaceIds) nudgeNow(workspaceId, topic);
  else if (workspaceIds.length > 0) {
    const nudges = JSON.stringify(workspaceIds.map((workspaceId) => nudgeOf(workspaceId, topic)));
    await systemDb().execute(
      sql`select pg_notify(${liveChannel}, nudge) from jsonb_array_elements_text(${nudges}::jsonb) as nudge`,
    );
  }
}

/** Nudges the workspace's screens when the caller's transaction commits. */
export async function nudge(tx: Queryable, workspaceId: string, topic: Topic): Promise<void> {
  const name = nudgeOf(workspaceId, topic);
  if (postgresCarries()) await tx.execute(notify(name));
  // Said before the commit, it would have screens read what is not there yet.
  else afterCommit(tx, `nudge ${name}`, () => nudgeNow(workspaceId, topic));
}
