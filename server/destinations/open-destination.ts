import type { destinations } from "#db/schema/index.ts";
import { unseal } from "#server/vault/index.ts";
import type { DestinationToSend } from "./build-request.ts";

/** What a destination's row holds of whatever is sent to it. */
export type SealedDestination = Pick<
  typeof destinations.$inferSelect,
  | "workspaceId"
  | "id"
  | "url"
  | "format"
  | "template"
  | "sealedHeaders"
  | "sealedSecret"
  | "sealedPreviousSecret"
  | "previousSecretUntil"
>;

/**
 * Opens the keys of a destination, to send to it at `now`. May ask the database on its own connection, so call it
 * outside a transaction.
 * @throws VaultError
 */
export async function openDestination(row: SealedDestination, now: Date): Promise<DestinationToSend> {
  const { workspaceId, id, url, format, template, sealedHeaders, sealedPreviousSecret } = row;
  const place = { workspaceId, purpose: "destination-secret", recordId: id } as const;
  const overlaps = row.previousSecretUntil !== null && row.previousSecretUntil > now;
  const [secret, previousSecret, headers] = await Promise.all([
    unseal(place, row.sealedSecret),
    overlaps && sealedPreviousSecret ? unseal(place, sealedPreviousSecret) : null,
    sealedHeaders ? unseal({ ...place, purpose: "destination-headers" }, sealedHeaders) : "{}",
  ]);
  return { url, format, template, secret, previousSecret, headers: JSON.parse(headers) };
}
