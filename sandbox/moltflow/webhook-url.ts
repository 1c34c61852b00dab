import { BlockList, isIP } from "node:net";

const privateRanges = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  privateRanges.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
  ["64:ff9b::", 96],
] as const) {
  privateRanges.addSubnet(network, bits, "ipv6");
}

const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || /^127\./.test(hostname) || hostname === "[::1]";
}

function isPrivate(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  if (family === 0) return privateNames.test(hostname) || !hostname.includes(".");
  return privateRanges.check(address, family === 4 ? "ipv4" : "ipv6");
}

/**
 * Why a webhook URL is refused, or null when it is accepted.
 * @param allowPrivate started for development: private addresses pass, and plain HTTP to this machine too
 */
export function refuseWebhookUrl(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return "Webhook URL is not a valid URL";
  const url = new URL(text);
  const hostname = url.hostname.replace(/\.$/, "");
  if (allowPrivate && url.protocol === "http:" && isLoopback(hostname)) return null;
  if (url.protocol !== "https:") return "Webhook URL must use HTTPS";
  if (!allowPrivate && isPrivate(hostname)) {
    return "Webhook URL must not point to a private, link-local or metadata address";
  }
  return null;
}
