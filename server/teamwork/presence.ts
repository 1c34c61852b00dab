import { and, asc, eq, gt, lt, ne } from "drizzle-orm";
import { type Queryable, systemDb, type Transaction } from "#db/client.ts";
import { chatPresence, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { findChat } from "#server/chats/index.ts";
import { nudge } from "#server/live/index.ts";
import { type Author, personOf } from "./person.ts";
import { type BePresentInput, type Present, presenceEveryMs, presenceLeaseMs } from "./schemas.ts";

type PresenceRow = typeof chatPresence.$inferSelect;

/** What a tab's word makes of what is known of its member; null where there is nothing to write. */
type Change = "extend" | "become" | "leave" | null;

/**
 * Says that somebody has a chat open, writes in it, or has left, and tells who else is there. Screens are nudged only
 * when something changed; a lease that goes on is written at most once in ten seconds.
 * @throws DomainError `chat.not_found`, forbidden `chat.people_only`
 */
export function bePresent(place: Place, input: BePresentInput, author: Author): Promise<Present[]> {
  const { workspaceId } = sightIn(place);
  const userId = personOf(author);
  return inTenant(place, async (tx) => {
    await findChat(tx, place, input.chat);
    const now = new Date();
    const key = { workspaceId, chat: input.chat, userId };
    const change = judge(await lockPresence(tx, key), input, now);
    if (change === "leave") await tx.delete(chatPresence).where(isPresence(key));
    else if (change !== null && input.state !== null) {
      const { state, tab } = input;
      const lease = { state, tab, until: new Date(now.getTime() + presenceLeaseMs) };
      await tx
        .insert(chatPresence)
        .values({ ...key, ...lease })
        .onConflictDoUpdate({
          target: [chatPresence.workspaceId, chatPresence.chat, chatPresence.userId],
          set: lease,
        });
    }
    if (change === "leave" || change === "become") await nudge(tx, workspaceId, "presence");
    return othersAt(tx, input.chat, key, now);
  });
}

/** Exported for its test. A tab that only looks, or closes, says nothing of another one that writes. */
export function judge(
  known: Pick<PresenceRow, "state" | "tab" | "until"> | undefined,
  { state, tab }: Pick<BePresentInput, "state" | "tab">,
  now: Date,
): Change {
  const isLive = known !== undefined && known.until > now;
  if (state === null) return isLive && known.tab === tab ? "leave" : null;
  if (!isLive) return "become";
  if (known.state !== state) return state === "viewing" && known.tab !== tab ? null : "become";
  const age = presenceLeaseMs - (known.until.getTime() - now.getTime());
  // A little early: the browser's clock of ten seconds is not ours.
  return age >= presenceEveryMs - 1_000 ? "extend" : null;
}

/** Other members at a chat. @throws DomainError `chat.not_found` */
export function listPresent(place: Place, chat: string, userId: string | null): Promise<Present[]> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    await findChat(tx, place, chat);
    return othersAt(tx, chat, { workspaceId, userId }, new Date());
  });
}

type PresenceKey = { workspaceId: string; chat: string; userId: string };

const isPresence = ({ workspaceId, chat, userId }: PresenceKey) =>
  and(
    eq(chatPresence.workspaceId, workspaceId),
    eq(chatPresence.chat, chat),
    eq(chatPresence.userId, userId),
  );

async function lockPresence(tx: Transaction, key: PresenceKey): Promise<PresenceRow | undefined> {
  const [known] = await tx.select().from(chatPresence).where(isPresence(key)).for("update");
  return known;
}

async function othersAt(
  tx: Queryable,
  chat: string,
  { workspaceId, userId }: { workspaceId: string; userId: string | null },
  now: Date,
): Promise<Present[]> {
  const rows = await tx
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      state: chatPresence.state,
      until: chatPresence.until,
    })
    .from(chatPresence)
    .innerJoin(users, eq(users.id, chatPresence.userId))
    .where(
      and(
        eq(chatPresence.workspaceId, workspaceId),
        eq(chatPresence.chat, chat),
        gt(chatPresence.until, now),
        userId === null ? undefined : ne(chatPresence.userId, userId),
      ),
    )
    .orderBy(asc(users.id));
  return rows.map(({ until, ...present }) => ({ ...present, forMs: until.getTime() - now.getTime() }));
}

/** Forgets leases that have ended. @returns how many */
export async function sweepPresence(now: Date): Promise<number> {
  const swept = await systemDb().delete(chatPresence).where(lt(chatPresence.until, now));
  return swept.count;
}
