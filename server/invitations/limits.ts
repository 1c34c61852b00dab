import type { Actor } from "#server/audit/index.ts";
import { type AttemptLimit, countAttempt, networkOf } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";

const hourMs = 60 * 60_000;

/** Acts of up to twenty mails each. */
const invitations: AttemptLimit = { limit: 30, windowMs: hourMs };
/** Nobody's mailbox is to be filled. */
const mailsOfOne: AttemptLimit = { limit: 5, windowMs: hourMs };
const looks: AttemptLimit = { limit: 60, windowMs: 10 * 60_000 };
const acceptances: AttemptLimit = { limit: 20, windowMs: 10 * 60_000 };

async function limit(act: string, subject: string, limits: AttemptLimit): Promise<void> {
  const count = await countAttempt(act, subject, limits);
  if (count.allowed) return;
  const minutes = Math.ceil(count.retryAfterMs / 60_000);
  throw new DomainError(
    "limited",
    "invitation.too_many",
    `Too many invitations were made or opened in a short time. Try again in ${minutes} min.`,
    { params: { minutes }, retryAfterMs: count.retryAfterMs },
  );
}

/** Counts an act that makes or mails invitations. @throws DomainError limited `invitation.too_many` */
export const limitInviting = (workspaceId: string, actor: Actor) =>
  limit("invite", `${workspaceId} ${"userId" in actor ? actor.userId : actor.kind}`, invitations);

/** @throws DomainError limited `invitation.too_many` */
export const limitResending = (invitationId: string) => limit("invitation.resend", invitationId, mailsOfOne);

/** Counts a look at an invitation's page. @throws DomainError limited `invitation.too_many` */
export const limitLooking = (ip: string) => limit("invitation.look", networkOf(ip), looks);

/** @throws DomainError limited `invitation.too_many` */
export const limitAccepting = (userId: string) => limit("invitation.accept", userId, acceptances);
