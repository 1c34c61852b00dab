import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinationTurns, members } from "#db/schema/index.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { isActive } from "#server/members/index.ts";
import { rolesThatMay } from "#server/members/roles.ts";
import { giveNotice } from "#server/notices/index.ts";
import type { AlertStage } from "./health.ts";
import { mailTrouble } from "./mail-trouble-job.ts";

/** Tells whoever manages destinations, in their bell and by mail, that this stage is reached; once a stage. */
export async function tellOfTrouble(
  tx: Transaction,
  trouble: {
    workspaceId: string;
    destinationId: string;
    /** The destination's. */
    name: string;
    stage: AlertStage;
    /** Which illness it is, so that a later one is news again. */
    since: string;
  },
): Promise<void> {
  const { workspaceId, destinationId, name, stage, since } = trouble;
  await tx
    .update(destinationTurns)
    .set({ alertedPercent: stage })
    .where(
      and(eq(destinationTurns.workspaceId, workspaceId), eq(destinationTurns.destinationId, destinationId)),
    );
  for (const userId of await managersOf(tx, workspaceId)) {
    await giveNotice(tx, {
      ...{ workspaceId, userId, destinationId, about: `${destinationId}:${since}:${stage}` },
      kind: stage === 100 ? "destination_disabled" : "destination_failing",
      params: { destination: name, percent: String(stage) },
    });
    await enqueue(tx, mailTrouble, { workspaceId, destinationId, userId, stage });
  }
  await nudge(tx, workspaceId, "destinations");
}

async function managersOf(tx: Transaction, workspaceId: string): Promise<string[]> {
  const rows = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(
      and(
        eq(members.workspaceId, workspaceId),
        isActive(),
        inArray(members.role, [...rolesThatMay("destinations.manage")]),
      ),
    );
  return rows.map(({ userId }) => userId);
}
