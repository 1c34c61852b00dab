import { and, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { billingAccounts, members, users, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { env } from "#server/core/env.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, type JobDefinition } from "#server/jobs/index.ts";
import { mailLocaleOf, paymentMail, sendMail } from "#server/mail/index.ts";
import { rolesThatMay } from "#server/members/index.ts";
import { standingOf } from "#server/plans/index.ts";

const payload = z.object({
  workspaceId: idSchema,
  /** Which missing payment is meant, ISO 8601: one that was made meanwhile is no news. */
  since: z.iso.datetime(),
});
type Payload = z.output<typeof payload>;

/** Tells everybody who looks after the bills that a payment is missing, or that nothing is sent any more. */
export const mailPayment: JobDefinition<Payload> = defineJob({
  name: "mail-payment",
  payload,
  async run({ workspaceId, since }) {
    const { account, workspace, people } = await read(workspaceId);
    if (!workspace || account?.pastDueSince?.toISOString() !== since) return;
    const { access, graceUntil } = standingOf(account, new Date());
    if (access === "full") return;
    for (const { email, locale } of people) {
      await sendMail({
        to: email,
        ...paymentMail({
          url: `${env().PUBLIC_URL}/w/${workspace.slug}/settings/billing`,
          ...{ workspace: workspace.name, until: graceUntil, timeZone: workspace.timeZone },
          locale: mailLocaleOf(locale),
        }),
      });
    }
  },
});

const read = (workspaceId: string) =>
  inTenant(workspaceId, async (tx) => {
    const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId));
    const [account] = await tx
      .select()
      .from(billingAccounts)
      .where(eq(billingAccounts.workspaceId, workspaceId));
    const people = await tx
      .select({ email: users.email, locale: users.locale })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(members.workspaceId, workspaceId),
          inArray(members.role, [...rolesThatMay("billing.manage")]),
          isNull(members.suspendedAt),
        ),
      );
    return { workspace, account, people };
  });
