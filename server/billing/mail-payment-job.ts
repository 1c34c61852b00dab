import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { members, users, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { env } from "#server/core/env.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { mailLocaleOf, paymentMail, sendMail } from "#server/mail/index.ts";
import { isActive, rolesThatMay } from "#server/members/index.ts";
import { standingOf } from "#server/plans/index.ts";
import { findAccount } from "./account.ts";

const payload = z.object({
  workspaceId: idSchema,
  /** Which missing payment is meant, ISO 8601: one that was made meanwhile is no news. */
  since: z.iso.datetime(),
  /** Whom to write to; left out, everybody who looks after the bills gets a job of their own. */
  userId: z.string().min(1).optional(),
});
type Payload = z.output<typeof payload>;

/** Tells everybody who looks after the bills that a payment is missing, or that nothing is sent any more. */
export const mailPayment: JobDefinition<Payload> = defineJob({
  name: "mail-payment",
  payload,
  async run(asked) {
    const { workspaceId, since, userId } = asked;
    const { account, workspace, people } = await read(workspaceId);
    if (!workspace || account?.pastDueSince?.toISOString() !== since) return;
    const { access, graceUntil } = standingOf(account, new Date());
    if (access === "full") return;
    if (userId === undefined) {
      // One each, so that an address that fails has nobody else hear twice.
      return systemDb().transaction(async (tx) => {
        for (const { id } of people) await enqueue(tx, mailPayment, { ...asked, userId: id });
      });
    }
    const reader = people.find(({ id }) => id === userId);
    if (!reader) return;
    await sendMail({
      to: reader.email,
      ...paymentMail({
        url: `${env().PUBLIC_URL}/w/${workspace.slug}/settings/billing`,
        ...{ workspace: workspace.name, until: graceUntil, timeZone: workspace.timeZone },
        locale: mailLocaleOf(reader.locale),
      }),
    });
  },
});

const read = (workspaceId: string) =>
  inTenant(workspaceId, async (tx) => {
    const account = await findAccount(tx, workspaceId);
    const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId));
    const people = await tx
      .select({ id: users.id, email: users.email, locale: users.locale })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(members.workspaceId, workspaceId),
          inArray(members.role, [...rolesThatMay("billing.manage")]),
          isActive(),
        ),
      );
    return { workspace, account, people };
  });
