import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { destinations, destinationTurns, members, users, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { env } from "#server/core/env.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, type JobDefinition } from "#server/jobs/index.ts";
import { type DestinationNews, destinationMail, mailLocaleOf, sendMail } from "#server/mail/index.ts";
import { isActive } from "#server/members/index.ts";

const payload = z.object({
  workspaceId: idSchema,
  destinationId: idSchema,
  userId: z.string().min(1),
  /** In percent; 100: it was turned off. */
  stage: z.int().min(1).max(100),
});
type Payload = z.output<typeof payload>;

/** One mail to one person; a destination that is well again, or on again, is no news, and who has left hears none. */
export const mailTrouble: JobDefinition<Payload> = defineJob({
  name: "mail-destination-trouble",
  payload,
  async run(asked) {
    const found = await findLetter(asked);
    const news = found && newsOf(found, asked.stage);
    if (!news) return;
    const { slug, workspace, name, email, locale } = found;
    await sendMail({
      to: email,
      ...destinationMail({
        url: `${env().PUBLIC_URL}/w/${slug}/settings/destinations/${asked.destinationId}`,
        ...{ workspace, destination: name, news, locale: mailLocaleOf(locale) },
      }),
    });
  },
});

type Letter = NonNullable<Awaited<ReturnType<typeof findLetter>>>;

function newsOf({ disabledReason, alertedPercent }: Letter, stage: number): DestinationNews | null {
  if (stage === 100) {
    if (disabledReason === null || disabledReason === "person") return null;
    return { kind: disabledReason === "gone" ? "gone" : "disabled" };
  }
  return disabledReason === null && alertedPercent >= stage ? { kind: "failing", percent: stage } : null;
}

function findLetter({ workspaceId, destinationId, userId }: Payload) {
  return inTenant(workspaceId, async (tx) => {
    const [found] = await tx
      .select({
        name: destinations.name,
        disabledReason: destinations.disabledReason,
        alertedPercent: destinationTurns.alertedPercent,
        workspace: workspaces.name,
        slug: workspaces.slug,
        email: users.email,
        locale: users.locale,
      })
      .from(destinations)
      .innerJoin(destinationTurns, eq(destinationTurns.destinationId, destinations.id))
      .innerJoin(workspaces, eq(workspaces.id, destinations.workspaceId))
      .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId), isActive()))
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(destinations.workspaceId, workspaceId),
          eq(destinations.id, destinationId),
          isNull(destinations.deletedAt),
        ),
      );
    return found ?? null;
  });
}
