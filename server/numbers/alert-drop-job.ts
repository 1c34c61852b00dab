import { and, arrayContains, eq, inArray, isNull, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { members, numberDrops, numbers, users, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { env } from "#server/core/env.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { dropMail, mailLocaleOf, sendMail } from "#server/mail/index.ts";
import { isActive as isActiveMember } from "#server/members/index.ts";
import { rolesThatMay } from "#server/members/roles.ts";
import { giveNotice } from "#server/notices/index.ts";

const alertPayload = z.object({ workspaceId: idSchema, dropId: idSchema });
const mailPayload = alertPayload.extend({ userId: z.string().min(1) });

type Dropped = { drop: typeof numberDrops.$inferSelect; number: typeof numbers.$inferSelect };

/** Tells whoever holds the phone, or the managers, of a drop that lasts: in their bell and by mail. */
export const alertDrop: JobDefinition<z.output<typeof alertPayload>> = defineJob({
  name: "alert-number-drop",
  payload: alertPayload,
  run: ({ workspaceId, dropId }) =>
    inTenant(workspaceId, async (tx) => {
      const dropped = await findDropped(tx, workspaceId, dropId);
      if (!dropped || dropped.drop.alertedAt) return;
      await tx
        .update(numberDrops)
        .set({ alertedAt: new Date() })
        .where(and(eq(numberDrops.workspaceId, workspaceId), eq(numberDrops.id, dropId)));
      const { id: numberId, name } = dropped.number;
      for (const userId of await readersOf(tx, dropped.number)) {
        const params = { number: name };
        await giveNotice(tx, {
          ...{ workspaceId, userId, kind: "number_dropped", numberId, params },
          about: dropId,
        });
        await enqueue(tx, mailDrop, { workspaceId, dropId, userId });
      }
      await nudge(tx, workspaceId, "numbers");
    }),
});

/** One mail to one person; a number that is back by then is no news, and who has left hears none. */
export const mailDrop = defineJob({
  name: "mail-number-drop",
  payload: mailPayload,
  async run({ workspaceId, dropId, userId }) {
    const letter = await inTenant(workspaceId, async (tx) => {
      const dropped = await findDropped(tx, workspaceId, dropId);
      const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId));
      const [reader] = await tx
        .select({ email: users.email, locale: users.locale })
        .from(users)
        .innerJoin(members, eq(members.userId, users.id))
        .where(and(isActive(workspaceId), eq(users.id, userId)));
      return dropped && workspace && reader ? { ...dropped, workspace, reader } : null;
    });
    if (!letter) return;
    const { drop, number, workspace, reader } = letter;
    await sendMail({
      to: reader.email,
      ...dropMail({
        url: `${env().PUBLIC_URL}/w/${workspace.slug}/numbers/${number.id}/pair`,
        ...{ workspace: workspace.name, number: number.name, at: drop.droppedAt },
        timeZone: workspace.timeZone,
        locale: mailLocaleOf(reader.locale),
      }),
    });
  },
});

/** A drop that has not ended, of a number that is still the workspace's. */
async function findDropped(tx: Transaction, workspaceId: string, dropId: string): Promise<Dropped | null> {
  const [found] = await tx
    .select({ drop: numberDrops, number: numbers })
    .from(numberDrops)
    .innerJoin(
      numbers,
      and(eq(numbers.workspaceId, numberDrops.workspaceId), eq(numbers.id, numberDrops.numberId)),
    )
    .where(
      and(
        eq(numberDrops.workspaceId, workspaceId),
        eq(numberDrops.id, dropId),
        isNull(numberDrops.recoveredAt),
        eq(numbers.allowed, true),
      ),
    );
  return found ?? null;
}

const isActive = (workspaceId: string) => and(eq(members.workspaceId, workspaceId), isActiveMember());

/** The holder, while they are an active member who sees the number; otherwise whoever manages numbers. */
async function readersOf(
  tx: Transaction,
  { workspaceId, id, holderId }: Dropped["number"],
): Promise<string[]> {
  const those = (which: SQL | undefined) =>
    tx
      .select({ userId: members.userId })
      .from(members)
      .where(and(isActive(workspaceId), which));
  const sees = or(isNull(members.onlyNumbers), arrayContains(members.onlyNumbers, [id]));
  const holder = holderId === null ? [] : await those(and(eq(members.userId, holderId), sees));
  const readers =
    holder.length > 0 ? holder : await those(inArray(members.role, [...rolesThatMay("numbers.manage")]));
  return readers.map(({ userId }) => userId);
}
