import { and, count, eq, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations, members, workspaces } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";
import type { Seats } from "./schemas.ts";
import { keepsSeat } from "./state.ts";

/** Who has a seat, and how many there are. `exceptEmail`: whose own invitation does not count. */
export async function readSeats(tx: Transaction, workspaceId: string, exceptEmail?: string): Promise<Seats> {
  const [workspace] = await tx
    .select({ total: workspaces.seats })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  const [joined] = await tx
    .select({ members: count() })
    .from(members)
    .where(eq(members.workspaceId, workspaceId));
  const others = exceptEmail === undefined ? undefined : ne(invitations.email, exceptEmail);
  const [open] = await tx
    .select({ invited: count() })
    .from(invitations)
    .where(and(keepsSeat(workspaceId), others));
  return { total: workspace?.total ?? 0, members: joined?.members ?? 0, invited: open?.invited ?? 0 };
}

/**
 * Makes everybody else who wants a seat wait until commit. Not stronger than that: events and audit entries, which refer
 * to the workspace, go on being written.
 */
export async function lockSeats(tx: Transaction, workspaceId: string): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for("no key update");
}

export const freeSeats = ({ total, members, invited }: Seats): number =>
  Math.max(0, total - members - invited);

/** @throws DomainError conflict `invitation.no_seats` */
export function assertSeats(seats: Seats, wanted: number): void {
  const free = freeSeats(seats);
  if (wanted <= free) return;
  throw new DomainError(
    "conflict",
    "invitation.no_seats",
    `This workspace has ${seats.total} seats and ${free} of them are free, so nobody was invited. Remove a member, revoke an open invitation, or invite fewer people.`,
    { params: { total: seats.total, free } },
  );
}
