import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { invitations, users, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { env } from "#server/core/env.ts";
import { digest, newToken } from "#server/core/ids.ts";
import { defineJob } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { invitationMail, mailLocaleOf, sendMail } from "#server/mail/index.ts";
import { isOpen } from "./state.ts";

/** Where an invitation is looked at and accepted. */
export const invitationUrl = (token: string): string => `${env().PUBLIC_URL}/invite/${token}`;

/**
 * Mails an invitation that is open and not sent. It makes the token itself, so that no token ever lies in the queue;
 * when it runs again because nobody knows whether the mail left, the second mail is the one that counts.
 */
export const mailInvitation = defineJob({
  name: "mail-invitation",
  payload: z.object({ workspaceId: z.uuid(), invitationId: z.uuid(), locale: z.string().nullable() }),
  async run({ workspaceId, invitationId, locale }) {
    const token = newToken();
    const unsent = and(isOpen(workspaceId), eq(invitations.id, invitationId), isNull(invitations.sentAt));
    const letter = await inTenant(workspaceId, async (tx) => {
      const [renewed] = await tx
        .update(invitations)
        .set({ tokenHash: digest(token) })
        .where(unsent)
        .returning();
      if (!renewed) return null;
      const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId));
      const [inviter] = await tx
        .select({ name: users.name, email: users.email })
        .from(users)
        .where(eq(users.id, renewed.invitedBy ?? ""));
      return { ...renewed, workspace, inviter: inviter?.name ?? inviter?.email ?? null };
    });
    if (!letter?.email || !letter.workspace) return;
    const { workspace, inviter, role, expiresAt } = letter;
    await sendMail({
      to: letter.email,
      ...invitationMail({
        ...{ url: invitationUrl(token), workspace: workspace.name, inviter, role, expiresAt },
        timeZone: workspace.timeZone,
        locale: mailLocaleOf(workspace.locale ?? locale),
      }),
    });
    await inTenant(workspaceId, async (tx) => {
      await tx
        .update(invitations)
        .set({ sentAt: new Date() })
        .where(and(eq(invitations.workspaceId, workspaceId), eq(invitations.tokenHash, digest(token))));
      await nudge(tx, workspaceId, "members");
    });
  },
});
