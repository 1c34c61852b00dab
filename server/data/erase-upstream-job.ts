import { z } from "zod";
import { systemDb } from "#db/client.ts";
import type { UpstreamErasure } from "#db/schema/data.ts";
import { moltflowFor } from "#server/connections/index.ts";
import type { Contact } from "#server/core/contact.ts";
import { DomainError } from "#server/core/errors.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { type MoltflowClient, MoltflowError, type MoltflowErrorKind } from "#server/moltflow/index.ts";
import { VaultError } from "#server/vault/index.ts";
import { erasurePayload, finish, isOpen, openContact, upstreamKey } from "./erasure.ts";

const maxTries = 7;
/** 30 s, 1 min, 2 min … a quarter of an hour. */
const pauseMs = (attempt: number) => 30_000 * 2 ** (attempt - 1);

/** After this long without an end the worker is thought dead, and another one asks. */
const deadAfterMs = 180_000;

const upstreamPayload = erasurePayload.extend({ attempt: z.int().min(1).max(maxTries) });
type UpstreamPayload = z.output<typeof upstreamPayload>;

/** MoltFlow, or the key, says no: asking again changes nothing, and what was erased here stays erased. */
const refusals: ReadonlySet<MoltflowErrorKind> = new Set([
  "unauthorized",
  "forbidden_scope",
  "forbidden_plan",
  "forbidden_history",
  "forbidden_policy",
  "forbidden_role",
  "not_found",
]);
/** The same call may well succeed later. Erasing twice erases nothing more, so it may be repeated. */
const passing: ReadonlySet<MoltflowErrorKind> = new Set([
  "rate_limited",
  "budget_wait",
  "server_error",
  "timeout",
  "network",
  "unexpected_answer",
]);

/** Asks MoltFlow to erase the contact too, and closes the receipt with what it answered. */
export const eraseUpstreamJob: JobDefinition<UpstreamPayload> = defineJob({
  name: "erase-contact-upstream",
  payload: upstreamPayload,
  async run(payload) {
    if (!(await isOpen(payload))) return;
    await tryAgain(payload, new Date(Date.now() + deadAfterMs));
    try {
      const upstream = await erase(payload, await openContact(payload));
      await finish(payload, { state: "done", upstream });
    } catch (error) {
      if (error instanceof VaultError) return finish(payload, { state: "failed", failure: "key_unreadable" });
      if (!(error instanceof MoltflowError)) throw error;
      await settle(payload, error);
    }
  },
});

async function erase({ workspaceId }: UpstreamPayload, contact: Contact): Promise<UpstreamErasure> {
  if (contact.kind !== "phone") return { outcome: "not_applicable" };
  const client = await connectedClient(workspaceId);
  if (!client) return { outcome: "not_connected" };
  // The reason that a person wrote stays here: MoltFlow's log needs no more than the kind of request.
  const answer = await client.eraseContact({ phone: `${contact.digits}@c.us`, reason: "gdpr_request" });
  const { messages, reviews, chats, groupMembers } = answer;
  return {
    outcome: "erased",
    erased: {
      messages: messages ?? 0,
      reviews: reviews ?? 0,
      chats: chats ?? 0,
      groupMembers: groupMembers ?? 0,
    },
  };
}

/** Null without a connection. A key that may not erase is no worse for everything else, so its health is left alone. */
async function connectedClient(workspaceId: string): Promise<MoltflowClient | null> {
  try {
    return await moltflowFor(workspaceId, { class: "bulk", member: null }, { watched: false });
  } catch (error) {
    if (error instanceof DomainError && error.reason === "connection.missing") return null;
    throw error;
  }
}

async function settle(payload: UpstreamPayload, error: MoltflowError): Promise<void> {
  const { attempt } = payload;
  if (!passing.has(error.kind) || attempt >= maxTries) {
    const outcome = refusals.has(error.kind) ? "not_allowed" : "failed";
    return finish(payload, { state: "done", upstream: { outcome, detail: error.kind } });
  }
  await tryAgain(payload, new Date(error.retryAtMs ?? Date.now() + pauseMs(attempt)));
}

/** The next try, in place of one that was planned before; it finds nothing to do when this one closes the receipt. */
async function tryAgain({ attempt, ...payload }: UpstreamPayload, runAt: Date): Promise<void> {
  if (attempt >= maxTries) return;
  const key = upstreamKey(payload);
  await enqueue(systemDb(), eraseUpstreamJob, { ...payload, attempt: attempt + 1 }, { key, runAt });
}
