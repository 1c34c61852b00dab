import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isPublicAddress } from "./is-public-address.ts";

/** Why an address is not one to deliver to. */
export type UrlTrouble =
  | "invalid"
  | "not_https"
  | "credentials"
  | "private"
  /** No host has this name. */
  | "unknown_host"
  /** Nobody could be asked in time. */
  | "lookup_failed";

export type UrlRules = {
  /** Lets this machine itself through, with plain HTTP too: for a sandbox beside a development server. */
  allowLoopback?: boolean;
  /** All addresses of a name; the system's resolver when left out. Rejects with `code` `ENOTFOUND` for no such name. */
  resolve?: (hostname: string) => Promise<readonly string[]>;
  /** How long a name may take to resolve; 3 000 when left out. */
  timeoutMs?: number;
};

const maxUrlLength = 2_000;
const defaultTimeoutMs = 3_000;

/** Names that only mean something inside some network, or stand for this machine. */
const privateName = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|corp|home|home\.arpa|onion)$/;
/** Clouds tell a machine's secrets under these names. */
const metadataNames = new Set(["metadata.google.internal", "metadata", "instance-data"]);

const withoutDots = (hostname: string) => hostname.replace(/\.+$/, "");

/** Whether a URL's host names this machine itself. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && /^127\./.test(hostname))
  );
}

function isPrivateHost(hostname: string): boolean {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) return !isPublicAddress(literal);
  return !hostname.includes(".") || privateName.test(hostname) || metadataNames.has(hostname);
}

/** Browsers drop or turn these; whoever dials the text may read another host out of it. */
const ambiguous = /[\s\p{Cc}\\]/u;

/** What is wrong with a URL by its text alone; null when nothing is. Asks no network. */
export function urlTrouble(text: string, { allowLoopback = false }: UrlRules = {}): UrlTrouble | null {
  const url = text.length <= maxUrlLength && !ambiguous.test(text) ? URL.parse(text) : null;
  // The parser has turned decimal, octal and hexadecimal forms of an address into the one that is dialled.
  const hostname = withoutDots(url?.hostname ?? "");
  if (!url || hostname === "" || !/^https?:$/.test(url.protocol)) return "invalid";
  if (url.username !== "" || url.password !== "") return "credentials";
  if (allowLoopback && isLoopback(hostname)) return null;
  if (url.protocol !== "https:") return "not_https";
  return isPrivateHost(hostname) ? "private" : null;
}

/**
 * What keeps a URL from being one to deliver to; null when nothing does. A name passes only when every address that it
 * resolves to is public. Whoever dials it later checks the dialled address again: a name may resolve anew.
 */
export async function publicUrlTrouble(text: string, rules: UrlRules = {}): Promise<UrlTrouble | null> {
  const trouble = urlTrouble(text, rules);
  if (trouble) return trouble;
  const hostname = withoutDots(new URL(text).hostname);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || (rules.allowLoopback && isLoopback(hostname)))
    return null;
  return namesTrouble(hostname, rules);
}

async function namesTrouble(
  hostname: string,
  { resolve = systemAddresses, timeoutMs = defaultTimeoutMs }: UrlRules,
): Promise<UrlTrouble | null> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<null>();
  const timer = setTimeout(() => giveUp(null), timeoutMs);
  try {
    const addresses = await Promise.race([resolve(hostname), late]);
    if (addresses === null) return "lookup_failed";
    if (addresses.length === 0) return "unknown_host";
    return addresses.every(isPublicAddress) ? null : "private";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    return code === "ENOTFOUND" || code === "ENODATA" ? "unknown_host" : "lookup_failed";
  } finally {
    clearTimeout(timer);
  }
}

async function systemAddresses(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}
