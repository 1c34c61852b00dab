import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { contactErasures } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { contactAddress, contactHint, namesContact } from "#server/core/contact.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { seal } from "#server/vault/index.ts";
import { contactDigest } from "./contact-digest.ts";
import { eraseContactJob } from "./erase-contact-job.ts";
import { assertNotOurs, contactFrom } from "./find-contact.ts";
import type { EraseContactInput } from "./schemas.ts";

/**
 * Begins to erase a contact everywhere; a job does it, first here and then at MoltFlow. Until it is done the contact's
 * address is kept only in the job, and sealed.
 * @throws DomainError `data.contact_invalid`, `data.own_number`, `data.reason_names_contact`, conflict
 * `data.erasure_running`
 */
export async function eraseContact(
  workspaceId: string,
  input: EraseContactInput,
  actor: Actor,
  requestedBy: string | null,
): Promise<{ id: string }> {
  const contact = contactFrom(input.contact);
  if (namesContact(contact, input.reason)) throw reasonNames();
  const id = newId();
  const place = { workspaceId, purpose: "erasure-contact", recordId: id } as const;
  const sealed = (await seal(place, contactAddress(contact))).toString("base64");
  const digest = contactDigest(workspaceId, contact);
  return inTenant(workspaceId, async (tx) => {
    await assertNotOurs(tx, workspaceId, contact);
    await assertNoneRuns(tx, workspaceId, digest);
    const receipt = { workspaceId, id, contactDigest: digest, contactHint: contactHint(contact) };
    await tx
      .insert(contactErasures)
      .values({ ...receipt, requestedBy, reason: input.reason, state: "queued" });
    await record(tx, {
      workspaceId,
      actor,
      action: "contact.erase",
      target: id,
      details: { contact: pseudonym(workspaceId, contactAddress(contact)) },
    });
    await enqueue(
      tx,
      eraseContactJob,
      { workspaceId, erasureId: id, sealed },
      { key: `erase-contact:${id}` },
    );
    await nudge(tx, workspaceId, "data");
    return { id };
  });
}

/** The lock makes two people who ask at once take turns. */
async function assertNoneRuns(tx: Transaction, workspaceId: string, digest: Buffer): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`erasure ${workspaceId}`}, 0))`);
  const [running] = await tx
    .select({ id: contactErasures.id })
    .from(contactErasures)
    .where(
      and(
        eq(contactErasures.workspaceId, workspaceId),
        eq(contactErasures.contactDigest, digest),
        inArray(contactErasures.state, ["queued", "running"]),
      ),
    );
  if (!running) return;
  throw new DomainError(
    "conflict",
    "data.erasure_running",
    "This contact is being erased already. Look at its receipt below; it fills in by itself.",
  );
}

const reasonNames = () =>
  new DomainError(
    "invalid",
    "data.reason_names_contact",
    "The reason names the contact, and receipts stay. Describe the request without the number.",
  );
