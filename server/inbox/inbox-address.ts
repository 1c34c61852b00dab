import { digest } from "#server/core/ids.ts";
import { inboxUrl } from "./create-inbox.ts";

/** Whatever names a URL, with the token taken out of it where it is that of an inbox. */
export type WithoutToken<T> = T & {
  /** The digest, in hexadecimal, by which the inbox is found; null when the URL is no inbox of this installation. */
  inboxDigest: string | null;
};

/**
 * Takes the token out of a URL that is an inbox's: whoever knows it can write into that inbox, and it may be another
 * workspace's.
 */
export function withoutInboxToken<T extends { url: string }>(named: T): WithoutToken<T> {
  const token = inboxTokenIn(named.url);
  if (token === null) return { ...named, inboxDigest: null };
  return { ...named, url: inboxUrl(""), inboxDigest: digest(token).toString("hex") };
}

/** Compared as parsed, so that no spelling of the same address passes for another. */
function inboxTokenIn(text: string): string | null {
  const url = URL.parse(text);
  const doors = new URL(inboxUrl(""));
  if (url?.host !== doors.host || !url.pathname.startsWith(doors.pathname)) return null;
  return url.pathname.slice(doors.pathname.length).split("/")[0] ?? "";
}
