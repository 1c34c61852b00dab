import { isIPv6 } from "node:net";

/** Header that `server/main.ts` sets on every request, over whatever the client sent. */
export const clientAddressHeader = "x-client-address";

/**
 * Whom a request comes from. Each proxy appends the address it saw to `X-Forwarded-For`, so only the entry that the
 * outermost of our own proxies wrote can be believed; without proxies only the socket can.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  const entries = (forwardedFor ?? "").split(",").map((entry) => entry.trim());
  const forwarded = trustedProxies > 0 ? entries.at(-trustedProxies) : undefined;
  return forwarded || socketAddress || "unknown";
}

/** What limits count on: an IPv4 address, or the /64 that one IPv6 customer usually has to himself. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("%", 1).join("").split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, gap)).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
