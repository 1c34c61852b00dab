import { createHmac } from "node:crypto";
import { type Contact, contactAddress } from "#server/core/contact.ts";
import { env } from "#server/core/env.ts";

/** What a receipt keeps of a contact: whoever has the number can tell that it is this one, and nobody can turn it back. */
export const contactDigest = (workspaceId: string, contact: Contact): Buffer =>
  createHmac("sha256", env().AUTH_SECRET)
    .update(`contact-erasure\n${workspaceId}\n${contactAddress(contact)}`)
    .digest();
