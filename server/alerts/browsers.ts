import { and, asc, count, eq, getTableColumns, gt, inArray, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions, pushBrowsers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { deviceName } from "#server/account/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { digest, newId } from "#server/core/ids.ts";
import { loopbackAllowed, publicUrlTrouble } from "#server/net/index.ts";
import { seal, unseal } from "#server/vault/index.ts";
import { type AddBrowserInput, type BrowserView, maxBrowsers, type PushSubscription } from "./schemas.ts";

/** Somebody in a workspace; a token of the workspace itself has no browsers. */
export type Owner = { workspaceId: string; userId: string | null };
/** With the session in which they are here; null for a program. */
export type Visitor = Owner & { sessionId: string | null };

type Row = typeof pushBrowsers.$inferSelect;

const ofOwner = ({ workspaceId, userId }: Owner) =>
  and(
    eq(pushBrowsers.workspaceId, workspaceId),
    userId === null ? sql`false` : eq(pushBrowsers.userId, userId),
  );

const toView = (
  { id, label, endpointHash, sessionId, createdAt, lastPushedAt }: Row,
  visitor: Visitor,
): BrowserView => ({
  ...{ id, label, sha256: endpointHash.toString("hex") },
  isPaused: sessionId === null,
  isOfThisSession: sessionId !== null && sessionId === visitor.sessionId,
  createdAt: createdAt.toISOString(),
  lastPushedAt: lastPushedAt?.toISOString() ?? null,
});

/**
 * A member's browsers in which they are signed in. By the owner's connection: sessions belong to no workspace.
 */
export const findReachable = (owner: Owner): Promise<Row[]> =>
  systemDb()
    .select(getTableColumns(pushBrowsers))
    .from(pushBrowsers)
    .innerJoin(authSessions, eq(authSessions.id, pushBrowsers.sessionId))
    .where(and(ofOwner(owner), gt(authSessions.expires, new Date())))
    .orderBy(asc(pushBrowsers.createdAt));

/** Where a browser is reached. Not inside a transaction. @throws VaultError */
export async function unsealBrowser(row: Row): Promise<PushSubscription> {
  const { workspaceId, id, sealedSubscription } = row;
  const place = { workspaceId, purpose: "push-browser", recordId: id } as const;
  return JSON.parse(await unseal(place, sealedSubscription)) as PushSubscription;
}

/** The browsers that a member let us push to, the oldest first. */
export function listBrowsers(visitor: Visitor): Promise<BrowserView[]> {
  return inTenant(visitor.workspaceId, async (tx) => {
    const rows = await tx
      .select()
      .from(pushBrowsers)
      .where(ofOwner(visitor))
      .orderBy(asc(pushBrowsers.createdAt));
    return rows.map((row) => toView(row, visitor));
  });
}

/**
 * Pushes to this browser from now on, until the visitor signs out of it. It pushes to nobody else any more; added again, it is one browser still.
 * @throws DomainError invalid `push.address`, limited `push.too_many`, forbidden `push.no_person`
 */
export async function addBrowser(
  visitor: Visitor,
  { subscription, userAgent }: AddBrowserInput,
): Promise<BrowserView> {
  const { workspaceId, userId, sessionId } = visitor;
  if (userId === null || sessionId === null) throw noPerson();
  const { endpoint } = subscription;
  await assertReachable(endpoint);
  const endpointHash = digest(endpoint);
  const known = await findByHash(visitor, endpointHash);
  const id = known?.id ?? newId();
  const sealedSubscription = await seal(
    { workspaceId, purpose: "push-browser", recordId: id },
    JSON.stringify(subscription),
  );
  const label = deviceName(userAgent);
  return inTenant(workspaceId, async (tx) => {
    await tx.execute(sql`select take_over_browser(${endpointHash}, ${userId})`);
    const [counted] = await tx.select({ there: count() }).from(pushBrowsers).where(ofOwner(visitor));
    if (!known && (counted?.there ?? 0) >= maxBrowsers) throw tooMany();
    const [row] = await tx
      .insert(pushBrowsers)
      .values({ workspaceId, id, userId, sessionId, endpointHash, sealedSubscription, label })
      .onConflictDoUpdate({
        target: [pushBrowsers.workspaceId, pushBrowsers.userId, pushBrowsers.endpointHash],
        // Sealed for the id that it is kept under.
        set: { id, sessionId, sealedSubscription, label },
      })
      .returning();
    if (!row) throw new Error("A browser that was added is not there.");
    return toView(row, visitor);
  });
}

async function assertReachable(endpoint: string): Promise<void> {
  const trouble = await publicUrlTrouble(endpoint, { allowLoopback: loopbackAllowed() });
  if (trouble) throw noAddress(trouble);
}

async function findByHash(owner: Owner, endpointHash: Buffer): Promise<Row | undefined> {
  const [row] = await inTenant(owner.workspaceId, (tx) =>
    tx
      .select()
      .from(pushBrowsers)
      .where(and(ofOwner(owner), eq(pushBrowsers.endpointHash, endpointHash))),
  );
  return row;
}

/** @throws DomainError `browser.not_found`, also for somebody else's */
export async function removeBrowser(owner: Owner, browserId: string): Promise<void> {
  const gone = await forgetBrowsers(owner, [browserId]);
  if (gone === 0) throw notFound("browser");
}

/** @returns how many were there */
export function forgetBrowsers(owner: Owner, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return Promise.resolve(0);
  return inTenant(owner.workspaceId, async (tx) => {
    const gone = await tx
      .delete(pushBrowsers)
      .where(and(ofOwner(owner), inArray(pushBrowsers.id, [...ids])))
      .returning({ id: pushBrowsers.id });
    return gone.length;
  });
}

/** Notes that browsers were pushed to just now. */
export async function notePushed(owner: Owner, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await inTenant(owner.workspaceId, (tx) =>
    tx
      .update(pushBrowsers)
      .set({ lastPushedAt: new Date() })
      .where(and(ofOwner(owner), inArray(pushBrowsers.id, [...ids]))),
  );
}

const noPerson = () =>
  new DomainError(
    "forbidden",
    "push.no_person",
    "Notifications are for people, and this token stands for none.",
  );

const noAddress = (trouble: string) =>
  new DomainError(
    "invalid",
    "push.address",
    "This browser names a push service that cannot be reached from the internet. Try another browser.",
    { params: { trouble } },
  );

const tooMany = () =>
  new DomainError(
    "limited",
    "push.too_many",
    `Notifications go to ${maxBrowsers} browsers at most. Remove one that you do not use any more.`,
    { params: { count: maxBrowsers } },
  );
