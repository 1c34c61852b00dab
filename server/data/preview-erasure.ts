import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { contactErasures } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Contact, contactHint } from "#server/core/contact.ts";
import { contactDigest } from "./contact-digest.ts";
import { assertNotOurs, contactFrom, findNaming, searched } from "./find-contact.ts";
import type { ErasurePreview } from "./schemas.ts";

/** A person waits for the answer; what was not looked at by then is erased all the same. */
const budgetMs = 3_000;

/**
 * What an erasure would find now.
 * @throws DomainError `data.contact_invalid`, `data.own_number`
 */
export function previewErasure(workspaceId: string, input: string): Promise<ErasurePreview> {
  const contact = contactFrom(input);
  return inTenant(workspaceId, async (tx) => {
    await assertNotOurs(tx, workspaceId, contact);
    const counted = await countNaming(tx, workspaceId, contact, performance.now() + budgetMs);
    const earlier = await tx
      .select({ at: contactErasures.createdAt })
      .from(contactErasures)
      .where(
        and(
          eq(contactErasures.workspaceId, workspaceId),
          eq(contactErasures.contactDigest, contactDigest(workspaceId, contact)),
        ),
      )
      .orderBy(desc(contactErasures.createdAt))
      .limit(10);
    return {
      hint: contactHint(contact),
      ...counted,
      erasedBefore: earlier.map(({ at }) => at.toISOString()),
    };
  });
}

async function countNaming(tx: Transaction, workspaceId: string, contact: Contact, untilMs: number) {
  const found: Record<string, number> = {};
  for (const holding of searched) {
    const told = await holding.contact.toldOf?.(tx, workspaceId);
    let after: unknown[] | null = null;
    do {
      if (performance.now() > untilMs) return { found, complete: false };
      const page = await findNaming(tx, holding, workspaceId, contact, after, told);
      found[holding.domain] = (found[holding.domain] ?? 0) + page.keys.length;
      after = page.next;
    } while (after !== null);
  }
  return { found, complete: true };
}
