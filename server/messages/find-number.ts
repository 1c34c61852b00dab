import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, numbers } from "#db/schema/index.ts";
import type { Place } from "#db/tenant.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { numbersInSight } from "#server/inbox/index.ts";

/** A number as sending sees it. */
export type SendingNumber = {
  sessionId: string;
  name: string;
  status: string;
  disconnectedAt: Date | null;
};

/** @throws DomainError `number.not_found`, also for one out of sight */
export async function findNumber(tx: Transaction, place: Place, numberId: string): Promise<SendingNumber> {
  const [number] = await tx
    .select({
      sessionId: numbers.sessionId,
      name: numbers.name,
      status: numbers.status,
      disconnectedAt: connections.disconnectedAt,
    })
    .from(numbers)
    .innerJoin(
      connections,
      and(eq(connections.workspaceId, numbers.workspaceId), eq(connections.id, numbers.connectionId)),
    )
    .where(and(numbersInSight(place), eq(numbers.id, numberId)));
  if (!number) throw notFound("number");
  return number;
}

/** @throws DomainError conflict `connection.missing` or `message.number_not_working` */
export function assertUsable({ name, status, disconnectedAt }: SendingNumber): void {
  if (disconnectedAt !== null) {
    throw new DomainError(
      "conflict",
      "connection.missing",
      "This workspace is not connected to MoltFlow. An owner or admin connects it under Settings → Connection.",
    );
  }
  if (status === "working") return;
  throw new DomainError(
    "conflict",
    "message.number_not_working",
    `The number “${name}” is not working (${status}), so nothing was sent. Pair or start it, then send again.`,
    { params: { name, status } },
  );
}
