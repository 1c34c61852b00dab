import { expect, test } from "vitest";
import { networkOf, rangeOf } from "#server/auth/network.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unknown", "unknown"],
])("counts %s on %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  ["203.0.113.7", "203.0.113.0/24"],
  ["::ffff:203.0.113.7", "203.0.113.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
  ["2001:db8::1", "2001:db8:0::/48"],
  ["127.0.0.1", "loopback"],
  ["::1", "loopback"],
  ["10.1.2.3", "private"],
  ["::ffff:192.168.1.2", "private"],
  ["100.64.0.1", "private"],
  ["fd00::1", "private"],
  ["fe80::1%eth0", "private"],
  ["unknown", "unknown"],
  ["", "unknown"],
  ["203.0.113.7; drop", "unknown"],
])("shows %s as %s", (address, range) => {
  expect(rangeOf(address)).toBe(range);
});
