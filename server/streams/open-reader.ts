import type { ApiContext } from "#server/api/context.ts";
import type { Demand } from "#server/api/enter.ts";
import { enterByToken } from "#server/api/enter-by-token.ts";
import type { Reader } from "#server/api/go-on.ts";
import { recordRefusal } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import type { Shape } from "./to-event.ts";

const streamDemand: Demand = { permission: "inbox.read", confirmed: false };

/** Lets a program in to read events. @throws DomainError what `enterByToken` throws */
export const openReader = (context: ApiContext): Promise<Reader> => enterByToken(context, streamDemand);

/**
 * How a reader gets events.
 * @throws DomainError forbidden `member.phones_hidden` when they want bytes and may not see phone numbers
 */
export async function shapeFor({ entered }: Reader, raw: boolean): Promise<Shape> {
  const { workspace, actor } = entered;
  const { hidePhones } = workspace;
  if (!raw || !hidePhones) return { raw, hidePhones };
  const refusal = phonesHidden();
  await recordRefusal(workspace.id, actor, streamDemand.permission, refusal.reason);
  throw refusal;
}

/**
 * Where a reader begins. A place that no event has reached yet is one of another installation, or of a database that
 * was restored: waiting there would pass over what arrives now.
 * @throws DomainError invalid `event.after_ahead`
 */
export async function beginAt(workspaceId: string, after: number | "latest"): Promise<number> {
  const last = await lastEventSeq(workspaceId);
  if (after === "latest") return last;
  if (after > last) throw ahead(after, last);
  return after;
}

const ahead = (after: number, last: number) =>
  new DomainError(
    "invalid",
    "event.after_ahead",
    `There is no event ${after} yet: the newest is ${last}. If the database was restored, begin anew with after=${last} or after=latest.`,
    { params: { after, last } },
  );

const phonesHidden = () =>
  new DomainError(
    "forbidden",
    "member.phones_hidden",
    "Phone numbers are hidden from this token’s member, and the bytes of events hold them. Leave out raw=1, or ask an owner or admin.",
  );
