import { eq } from "drizzle-orm";
import { systemDb, systemSql } from "#db/client.ts";
import { type InboxRow, inboxes } from "#db/schema/index.ts";
import { messageOf } from "#server/core/errors.ts";
import { digest } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { singleton } from "#server/core/singleton.ts";
import { within } from "#server/core/within.ts";
import { unseal } from "#server/vault/index.ts";

/** An inbox as the door needs it. `secrets` is empty for an inbox that takes unsigned events. */
export type OpenInbox = {
  id: string;
  workspaceId: string;
  signed: boolean;
  secrets: { value: string; untilMs: number }[];
};

/** NOTIFY channel on which a changed or removed inbox is named. */
export const inboxChannel = "moltdesk_inboxes";
/** Under the NOTIFY, which may be missed: a rotated secret or replaced URL is noticed this soon anyway. */
const freshMs = 5_000;
const maxCached = 10_000;
const maxLoadMs = 2_000;

type Cached = { inbox: OpenInbox | null; untilMs: number };
type Cache = {
  byHash: Map<string, Cached>;
  loading: Map<string, Promise<OpenInbox | null>>;
  listening: boolean;
};
const cache = () =>
  singleton<Cache>("inbox.lookup", () => ({ byHash: new Map(), loading: new Map(), listening: false }));

async function forgetOnChange(): Promise<void> {
  if (cache().listening) return;
  cache().listening = true;
  const forgetAll = () => cache().byHash.clear();
  try {
    await systemSql().listen(inboxChannel, forgetAll, forgetAll);
  } catch (error) {
    cache().listening = false;
    log().warn({ err: messageOf(error) }, "inbox: cannot listen for changes; entries expire by time");
  }
}

async function openSecrets(row: InboxRow): Promise<OpenInbox["secrets"]> {
  const place = { workspaceId: row.workspaceId, purpose: "inbox-secret", recordId: row.id } as const;
  const stored = [
    { sealed: row.sealedSecret, untilMs: Number.POSITIVE_INFINITY },
    { sealed: row.sealedPreviousSecret, untilMs: row.previousSecretUntil?.getTime() ?? 0 },
  ];
  const opened = stored.map(async ({ sealed, untilMs }) =>
    sealed ? [{ value: await unseal(place, sealed), untilMs }] : [],
  );
  return (await Promise.all(opened)).flat();
}

async function load(tokenHash: Buffer): Promise<OpenInbox | null> {
  const [row] = await systemDb().select().from(inboxes).where(eq(inboxes.tokenHash, tokenHash));
  if (!row) return null;
  const { id, workspaceId } = row;
  return { id, workspaceId, signed: row.sealedSecret !== null, secrets: await openSecrets(row) };
}

/**
 * Finds an inbox by the token of its URL; null when there is none. Unknown tokens are remembered too, so that neither
 * the answer's time nor the database's load tells a guesser anything.
 */
export async function findInbox(token: string): Promise<OpenInbox | null> {
  const hash = digest(token);
  const key = hash.toString("base64");
  const { byHash, loading } = cache();
  const cached = byHash.get(key);
  if (cached && cached.untilMs > Date.now()) return cached.inbox;
  const running = loading.get(key);
  if (running) return running;
  void forgetOnChange();
  const started = within(maxLoadMs, load(hash))
    .then((inbox) => {
      if (byHash.size >= maxCached) byHash.clear();
      byHash.set(key, { inbox, untilMs: Date.now() + freshMs });
      return inbox;
    })
    .finally(() => loading.delete(key));
  loading.set(key, started);
  return started;
}

/** The secrets that are good at this moment. */
export const goodSecrets = (inbox: OpenInbox, nowMs: number): string[] =>
  inbox.secrets.filter(({ untilMs }) => untilMs > nowMs).map(({ value }) => value);
