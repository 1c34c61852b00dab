import { BlockList, isIP } from "node:net";

/** Networks that are nobody's public host: IANA's special-purpose registry, and where clouds answer about a machine. */
const specialV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** Public IPv6 addresses are handed out of `2000::/3`, but for these in it: tunnels, benchmarks, documentation. */
const specialV6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3ffe::", 16],
  ["3fff::", 20],
] as const;

const blocked = new BlockList();
for (const [network, bits] of specialV4) blocked.addSubnet(network, bits, "ipv4");
for (const [network, bits] of specialV6) blocked.addSubnet(network, bits, "ipv6");

const handedOut = new BlockList();
handedOut.addSubnet("2000::", 3, "ipv6");

/** Addresses of these networks stand for an IPv4 address, their last 32 bits: mapped ones, and NAT64's. */
const embedding = new BlockList();
embedding.addSubnet("::ffff:0:0", 96, "ipv6");
embedding.addSubnet("64:ff9b::", 96, "ipv6");

/**
 * Whether an IP address, in any notation that `node:net` reads, is that of a host on the public internet. False for
 * what is no address at all, and for private, loopback, link-local, carrier, multicast, documentation, tunnel and cloud
 * metadata addresses, also where IPv6 only wraps one of those.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  // A zone names an interface of this machine.
  if (family === 0 || address.includes("%")) return false;
  if (family === 4) return !blocked.check(address, "ipv4");
  if (embedding.check(address, "ipv6")) return isPublicAddress(lastFourBytes(address));
  return handedOut.check(address, "ipv6") && !blocked.check(address, "ipv6");
}

const ownMachine = new BlockList();
ownMachine.addSubnet("127.0.0.0", 8, "ipv4");
ownMachine.addAddress("::1", "ipv6");

/** Whether an IP address, not one that wraps another, is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && ownMachine.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** The IPv4 address at the end of an IPv6 one. */
function lastFourBytes(address: string): string {
  // A URL's host is in one form: hexadecimal, the longest run of zeros as `::`.
  const { hostname } = new URL(`http://[${address}]`);
  const groups = hostname.slice(1, -1).split(":").slice(-2);
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group || "0", 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
