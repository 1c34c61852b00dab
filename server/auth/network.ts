import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 as it is, also when it is wrapped in IPv6; without the zone of a link-local address. */
const plainOf = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");

/** The first `count` of an IPv6 address's eight groups, short. */
function groupsOf(address: string, count: number): string {
  const [head = "", tail] = address.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups(head).length - groups(tail).length);
  const all = [...groups(head), ...Array<string>(zeros).fill("0"), ...groups(tail ?? "")];
  return all
    .slice(0, count)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/** What limits count on: an IPv4 address, or the /64 network that one IPv6 customer usually has to himself. */
export function networkOf(address: string): string {
  const plain = plainOf(address);
  return isIPv6(plain) ? `${groupsOf(plain, 4)}::/64` : plain;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const inside = new BlockList();
inside.addSubnet("10.0.0.0", 8, "ipv4");
inside.addSubnet("172.16.0.0", 12, "ipv4");
inside.addSubnet("192.168.0.0", 16, "ipv4");
inside.addSubnet("169.254.0.0", 16, "ipv4");
inside.addSubnet("100.64.0.0", 10, "ipv4");
inside.addSubnet("fc00::", 7, "ipv6");
inside.addSubnet("fe80::", 10, "ipv6");

/**
 * About where an address is, for people to recognise, and too wide to name one household: `203.0.113.0/24`,
 * `2001:db8:1::/48`; `loopback` and `private` for those that are nowhere in the world, else `unknown`.
 */
export function rangeOf(address: string): string {
  const plain = plainOf(address);
  const family = isIPv4(plain) ? "ipv4" : "ipv6";
  if (!isIPv4(plain) && !isIPv6(plain)) return "unknown";
  if (loopback.check(plain, family)) return "loopback";
  if (inside.check(plain, family)) return "private";
  return family === "ipv4" ? plain.replace(/\d+$/, "0/24") : `${groupsOf(plain, 3)}::/48`;
}
