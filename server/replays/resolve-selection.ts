import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { ReplaySelection } from "#db/schema/deliveries.ts";
import { destinations, fanOutCursors } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import type { Source, Span } from "./pick-events.ts";
import type { ReplaySelectionInput } from "./schemas.ts";
import { seqBefore } from "./seq-before.ts";

/** `after`: whatever came after this seq, for a destination that was off until now. */
export type Asked = ReplaySelectionInput | { kind: "after"; afterSeq: number };

/** More than any `seq`: what is chosen by name or state has another end. */
const endless = Number.MAX_SAFE_INTEGER;

/**
 * What a replay that began now would go through. What the fan-out has not come to yet is its own: to send it twice
 * would be no service. What arrived before `notBefore` is left out.
 * @throws DomainError `destination.not_found`, also for a deleted one
 */
export async function resolveSelection(
  tx: Transaction,
  workspaceId: string,
  {
    destinationId,
    selection,
    notBefore = null,
  }: { destinationId: string; selection: Asked; notBefore?: Date | null },
): Promise<{ source: Source; span: Span; isDisabled: boolean }> {
  const [destination] = await tx
    .select({
      id: destinations.id,
      filter: destinations.filter,
      disabledAt: destinations.disabledAt,
      now: sql`now()`.mapWith(destinations.createdAt),
    })
    .from(destinations)
    .where(
      and(
        eq(destinations.workspaceId, workspaceId),
        eq(destinations.id, destinationId),
        isNull(destinations.deletedAt),
      ),
    );
  if (!destination) throw notFound("destination");
  const { selection: kept, span } = await resolve(tx, workspaceId, selection, notBefore);
  return {
    source: { workspaceId, destination, selection: kept, begunAt: destination.now },
    span,
    isDisabled: destination.disabledAt !== null,
  };
}

async function resolve(
  tx: Transaction,
  workspaceId: string,
  asked: Asked,
  notBefore: Date | null,
): Promise<{ selection: ReplaySelection; span: Span }> {
  const throughSeq = await readCursor(tx, workspaceId);
  const leftOut = notBefore === null ? 0 : await seqBefore(tx, workspaceId, notBefore, throughSeq);
  if (asked.kind === "events" || asked.kind === "states") {
    return { selection: asked, span: { afterSeq: leftOut, throughSeq: endless } };
  }
  const askedSeq =
    asked.kind === "after"
      ? asked.afterSeq
      : await seqBefore(tx, workspaceId, new Date(asked.since), throughSeq);
  const afterSeq = Math.max(askedSeq, leftOut);
  return {
    selection: { kind: "since", afterSeq },
    span: { afterSeq, throughSeq: Math.max(afterSeq, throughSeq) },
  };
}

async function readCursor(tx: Transaction, workspaceId: string): Promise<number> {
  const [cursor] = await tx
    .select({ throughSeq: fanOutCursors.throughSeq })
    .from(fanOutCursors)
    .where(eq(fanOutCursors.workspaceId, workspaceId));
  return cursor?.throughSeq ?? 0;
}

/**
 * Holds the workspace's fan-out back until the caller's transaction ends, so that each event is the fan-out's or the
 * replay's: it reads which destinations there are after it has taken its cursor. @returns the cursor
 */
export async function holdFanOut(tx: Transaction, workspaceId: string): Promise<number> {
  await tx.insert(fanOutCursors).values({ workspaceId }).onConflictDoNothing();
  const [cursor] = await tx
    .select({ throughSeq: fanOutCursors.throughSeq })
    .from(fanOutCursors)
    .where(eq(fanOutCursors.workspaceId, workspaceId))
    .for("update");
  return cursor?.throughSeq ?? 0;
}
