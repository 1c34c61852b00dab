import { DomainError } from "#server/core/errors.ts";
import { publicUrlTrouble } from "#server/net/index.ts";

/**
 * Refuses an address for a group's messages that is not public. MoltFlow looks again before it delivers.
 * @throws DomainError invalid `group.webhook_private`
 */
export async function checkWebhookUrl(url: string | null | undefined): Promise<void> {
  if (!url || (await publicUrlTrouble(url)) === null) return;
  throw new DomainError(
    "invalid",
    "group.webhook_private",
    "This address cannot be reached from the internet, or holds a password. Give a public one that starts with https://, or leave it empty.",
  );
}
