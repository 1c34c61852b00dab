import { inTenant } from "#db/tenant.ts";
import { usesSandbox } from "#server/connections/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError, type ErrorCode } from "#server/core/errors.ts";
import { withoutInboxToken } from "#server/inbox/index.ts";
import { publicUrlTrouble, type UrlRules, type UrlTrouble } from "#server/net/index.ts";

const meanings: Record<UrlTrouble, [ErrorCode, string]> = {
  invalid: ["invalid", "This is not a web address. Give a whole one, for example https://example.com/hooks."],
  not_https: [
    "invalid",
    "The address must start with https://, because deliveries hold customers' messages.",
  ],
  credentials: ["invalid", "The address holds a user name or password. Leave it out: deliveries are signed."],
  private: [
    "invalid",
    "The address leads into a private network or to a machine itself, where MoltFlow does not deliver. Give a public one.",
  ],
  unknown_host: ["invalid", "No host has this name. Check the address for typing mistakes."],
  lookup_failed: [
    "unavailable",
    "The name in the address could not be looked up in time, so nothing was changed. Try again in a minute.",
  ],
};

/**
 * Refuses an address that MoltFlow must not, or would not, deliver to. MoltFlow looks the name up again and dials from
 * its own network; checked here, people get the cause at once, and an inner address never leaves the building.
 * @throws DomainError `webhook.url_*`
 */
export async function checkWebhookUrl(
  workspaceId: string,
  url: string,
  rules: Pick<UrlRules, "resolve"> = {},
): Promise<void> {
  // The sandbox beside a development server decides itself whether it delivers to this machine.
  const mayBeLocal = env().NODE_ENV !== "production";
  const allowLoopback = mayBeLocal && (await inTenant(workspaceId, (tx) => usesSandbox(tx, workspaceId)));
  const trouble = await publicUrlTrouble(url, { ...rules, allowLoopback });
  if (trouble) {
    const [code, text] = meanings[trouble];
    throw new DomainError(code, `webhook.url_${trouble}`, text);
  }
  if (withoutInboxToken({ url }).inboxDigest !== null) throw isInbox();
}

const isInbox = () =>
  new DomainError(
    "conflict",
    "webhook.url_inbox",
    "This is the address of an inbox of Moltdesk. Moltdesk registers the inbox of a connection by itself under Settings → Connection.",
  );
