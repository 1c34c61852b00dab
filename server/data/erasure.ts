import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { contactErasures } from "#db/schema/index.ts";
import { record } from "#server/audit/index.ts";
import { type Contact, parseContact } from "#server/core/contact.ts";
import { nudge } from "#server/live/index.ts";
import { unseal, VaultError } from "#server/vault/index.ts";

/** `sealed` is the contact's address, in base64. */
export const erasurePayload = z.object({ workspaceId: z.uuid(), erasureId: z.uuid(), sealed: z.string() });
export type ErasurePayload = z.output<typeof erasurePayload>;

export const itself = ({ workspaceId, erasureId }: ErasurePayload) =>
  and(eq(contactErasures.workspaceId, workspaceId), eq(contactErasures.id, erasureId));

/** @throws VaultError when the sealed address does not open any more */
export async function openContact({ workspaceId, erasureId, sealed }: ErasurePayload): Promise<Contact> {
  const place = { workspaceId, purpose: "erasure-contact", recordId: erasureId } as const;
  const contact = parseContact(await unseal(place, Buffer.from(sealed, "base64")));
  if (!contact) throw new VaultError("A sealed contact is none.");
  return contact;
}

const unsettled = inArray(contactErasures.state, ["queued", "running"]);

/** Key of the job that asks MoltFlow. */
export const upstreamKey = ({ erasureId }: Pick<ErasurePayload, "erasureId">) =>
  `erase-upstream:${erasureId}`;

/** Whether the receipt is there and was not closed yet. */
export async function isOpen(payload: ErasurePayload): Promise<boolean> {
  const found = await systemDb()
    .select({ id: contactErasures.id })
    .from(contactErasures)
    .where(and(itself(payload), unsettled));
  return found.length > 0;
}

/** Closes the receipt, once. */
export async function finish(
  payload: ErasurePayload,
  end: Pick<typeof contactErasures.$inferInsert, "state" | "upstream" | "failure">,
): Promise<void> {
  const { workspaceId, erasureId } = payload;
  await systemDb().transaction(async (tx) => {
    const [receipt] = await tx
      .update(contactErasures)
      .set({ ...end, finishedAt: new Date() })
      .where(and(itself(payload), unsettled))
      .returning({ erased: contactErasures.erased });
    if (!receipt) return;
    await tx.execute(sql`select graphile_worker.remove_job(${upstreamKey(payload)})`);
    await record(tx, {
      workspaceId,
      actor: { kind: "system" },
      action: "contact.erased",
      target: erasureId,
      details: { state: end.state, erased: receipt.erased, upstream: end.upstream?.outcome ?? null },
    });
    await nudge(tx, workspaceId, "data");
  });
}
