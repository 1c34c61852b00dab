import { DomainError, type ErrorCode } from "#server/core/errors.ts";
import { withoutInboxToken } from "#server/inbox/index.ts";
import {
  isOpenPort,
  loopbackAllowed,
  publicUrlTrouble,
  type UrlRules,
  type UrlTrouble,
} from "#server/net/index.ts";

const meanings: Record<UrlTrouble | "port", [ErrorCode, string]> = {
  invalid: ["invalid", "This is not a web address. Give a whole one, for example https://example.com/hooks."],
  not_https: [
    "invalid",
    "The address must start with https://, because deliveries hold customers' messages.",
  ],
  credentials: [
    "invalid",
    "The address holds a user name or password. Leave it out, and set a header instead.",
  ],
  private: [
    "invalid",
    "The address leads into a private network or to a machine itself, where nothing is delivered. Give a public one.",
  ],
  port: [
    "invalid",
    "Nothing is delivered to this port. Use 443, or one above 1023 that no well-known service has.",
  ],
  unknown_host: ["invalid", "No host has this name. Check the address for typing mistakes."],
  lookup_failed: [
    "unavailable",
    "The name in the address could not be looked up in time, so nothing was changed. Try again in a minute.",
  ],
};

/**
 * Refuses an address that nothing would be delivered to. It is looked at again each time it is dialled; checked here,
 * people get the cause at once.
 * @throws DomainError `destination.url_*`
 */
export async function checkDestinationUrl(
  url: string,
  rules: Pick<UrlRules, "resolve" | "allowLoopback"> = {},
): Promise<void> {
  const allowLoopback = rules.allowLoopback ?? loopbackAllowed();
  const trouble =
    (await publicUrlTrouble(url, { ...rules, allowLoopback })) ??
    (isOpenPort(url, allowLoopback) ? null : "port");
  if (trouble) {
    const [code, text] = meanings[trouble];
    throw new DomainError(code, `destination.url_${trouble}`, text);
  }
  if (withoutInboxToken({ url }).inboxDigest !== null) throw isInbox();
}

const isInbox = () =>
  new DomainError(
    "invalid",
    "destination.url_inbox",
    "This is the address of an inbox of Moltdesk: every event would come back to it for ever.",
  );
