import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#server/net/is-public-address.ts";
import { publicUrlTrouble, urlTrouble } from "#server/net/public-url.ts";

type Bytes = readonly [number, number, number, number];
const byte = fc.integer({ min: 0, max: 255 });
const within = (...first: number[]) =>
  fc
    .tuple(byte, byte, byte, byte)
    .map((bytes) => bytes.map((value, i) => first[i] ?? value) as unknown as Bytes);

/** Addresses that nobody may be sent to, of every kind. */
const inner = fc.oneof(
  within(10),
  within(127),
  within(0),
  within(169, 254),
  within(192, 168),
  fc.integer({ min: 16, max: 31 }).chain((second) => within(172, second)),
  fc.integer({ min: 64, max: 127 }).chain((second) => within(100, second)),
  fc.integer({ min: 224, max: 255 }).chain((first) => within(first)),
  fc.constant<Bytes>([168, 63, 129, 16]),
  fc.constant<Bytes>([169, 254, 169, 254]),
);

const dotted = (bytes: Bytes) => bytes.join(".");
const number = ([a, b, c, d]: Bytes) => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
const hex = (value: number) => value.toString(16);

/** Every way to write an IPv4 address that a URL parser takes for one. */
const spellings: Record<string, (bytes: Bytes) => string> = {
  dotted,
  "with a dot at the end": (bytes) => `${dotted(bytes)}.`,
  decimal: (bytes) => String(number(bytes)),
  hexadecimal: (bytes) => `0x${hex(number(bytes))}`,
  "octal parts": (bytes) => bytes.map((part) => `0${part.toString(8)}`).join("."),
  "hexadecimal parts": (bytes) => bytes.map((part) => `0x${hex(part)}`).join("."),
  "two parts": ([a, b, c, d]) => `${a}.${(b << 16) | (c << 8) | d}`,
  "three parts": ([a, b, c, d]) => `${a}.${b}.${(c << 8) | d}`,
  "wide digits": (bytes) =>
    dotted(bytes).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  "percent-encoded": (bytes) => dotted(bytes).replace(/\d/g, (digit) => `%3${digit}`),
  mapped: (bytes) => `[::ffff:${dotted(bytes)}]`,
  "mapped, in hexadecimal": ([a, b, c, d]) => `[0:0:0:0:0:ffff:${hex((a << 8) | b)}:${hex((c << 8) | d)}]`,
  "through NAT64": (bytes) => `[64:ff9b::${dotted(bytes)}]`,
};

describe("however an inner address is written, nothing is delivered there", () => {
  for (const [name, spell] of Object.entries(spellings)) {
    test(name, () => {
      fc.assert(
        fc.property(inner, (bytes) => {
          expect(urlTrouble(`https://${spell(bytes)}/hook`)).toBe("private");
        }),
      );
    });
  }

  test.each([
    "::1",
    "::",
    "fe80::1",
    "fec0::1",
    "fd00:ec2::254",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "2001::7f00:1",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "0:0:0:0:0:FFFF:7F00:0001",
    "2002:7f00:1::",
    "64:ff9b:1::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "fe80::1%eth0",
    "127.1",
    "",
    "example.com",
  ])("%j is no public address", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test("an address that is somebody's on the internet passes, in each spelling", () => {
  for (const spell of Object.values(spellings)) {
    expect(urlTrouble(`https://${spell([93, 184, 215, 14])}/hook`)).toBeNull();
  }
  expect(isPublicAddress("2606:4700::1111")).toBe(true);
  expect(isPublicAddress("::ffff:8.8.8.8")).toBe(true);
});

test("the edges of each private network are on its inside, and their neighbours are not", () => {
  const edges: [string, boolean][] = [
    ["9.255.255.255", true],
    ["10.0.0.0", false],
    ["10.255.255.255", false],
    ["11.0.0.0", true],
    ["100.63.255.255", true],
    ["100.64.0.0", false],
    ["100.127.255.255", false],
    ["100.128.0.0", true],
    ["172.15.255.255", true],
    ["172.16.0.0", false],
    ["172.31.255.255", false],
    ["172.32.0.0", true],
    ["198.17.255.255", true],
    ["198.18.0.0", false],
    ["198.19.255.255", false],
    ["198.20.0.0", true],
    ["223.255.255.255", true],
    ["224.0.0.0", false],
    ["255.255.255.255", false],
  ];
  for (const [address, isPublic] of edges)
    expect([address, isPublicAddress(address)]).toEqual([address, isPublic]);
});

describe("a URL by its text", () => {
  test.each([
    ["http://example.com/", "not_https"],
    ["ftp://example.com/", "invalid"],
    ["javascript:alert(1)", "invalid"],
    ["example.com/hook", "invalid"],
    ["https://", "invalid"],
    ["https://..", "invalid"],
    ["", "invalid"],
    [`https://example.com/${"x".repeat(2_000)}`, "invalid"],
    ["https://example.com\\@169.254.169.254/", "invalid"],
    ["https://10.0.0.1\\@example.com/", "invalid"],
    ["https://exam\tple.com/", "invalid"],
    ["https://example.com/\u0000", "invalid"],
    [" https://example.com/", "invalid"],
    ["https://user@example.com/", "credentials"],
    ["https://user:pass@example.com/", "credentials"],
    ["https://localhost/", "private"],
    ["https://LOCALHOST./", "private"],
    ["https://sub.localhost/", "private"],
    ["https://printer/", "private"],
    ["https://db.internal/", "private"],
    ["https://metadata.google.internal./computeMetadata/v1/", "private"],
    ["https://nas.local/", "private"],
    ["https://router.home.arpa/", "private"],
    ["https://ｌｏｃａｌｈｏｓｔ/", "private"],
    ["http://127.0.0.1:4010/", "not_https"],
  ])("%s is refused: %s", (url, trouble) => {
    expect(urlTrouble(url)).toBe(trouble);
  });

  test.each([
    "https://example.com/hook?key=1",
    "https://example.com./",
    "https://bücher.example/",
    "https://例え.テスト/",
    "https://example.com:8443/",
    "https://mylocalhost.com/",
    "https://localhost.example.com/",
  ])("%s is well", (url) => {
    expect(urlTrouble(url)).toBeNull();
  });

  test("loopback passes where it may, and nothing else private does", () => {
    const rules = { allowLoopback: true };
    for (const host of ["127.0.0.1:4010", "localhost:3000", "[::1]:80", "2130706433", "127.8.8.8"]) {
      expect(urlTrouble(`http://${host}/`, rules)).toBeNull();
    }
    expect(urlTrouble("http://example.com/", rules)).toBe("not_https");
    expect(urlTrouble("http://192.168.0.1/", rules)).toBe("not_https");
    expect(urlTrouble("https://192.168.0.1/", rules)).toBe("private");
    expect(urlTrouble("http://a:b@localhost/", rules)).toBe("credentials");
    expect(urlTrouble("http://127.evil.example/", rules)).toBe("not_https");
  });

  test("any text at all gets a verdict", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((x) => `https://${x}`),
        ),
        async (text) => {
          const trouble = await publicUrlTrouble(text, { resolve: async () => ["8.8.8.8"] });
          expect(["invalid", "not_https", "credentials", "private", null]).toContain(trouble);
        },
      ),
    );
  });
});

describe("a name is judged by everything that it resolves to", () => {
  const ask = (resolve: (host: string) => Promise<string[]>, timeoutMs = 1_000) =>
    publicUrlTrouble("https://hooks.example.com./x", { resolve, timeoutMs });
  const fail = (code: string) => async () => {
    throw Object.assign(new Error(code), { code });
  };

  test("one inner address among many is enough to refuse it", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constant("93.184.215.14"), { maxLength: 3 }), inner, async (good, bad) => {
        expect(await ask(async () => [...good, dotted(bad)])).toBe("private");
        expect(await ask(async () => [...good, `::ffff:${dotted(bad)}`])).toBe("private");
      }),
    ));

  test("it is looked up as it will be dialled, without dots at the end", async () => {
    const asked: string[] = [];
    const trouble = await ask(async (host) => {
      asked.push(host);
      return ["93.184.215.14", "2606:4700::1111"];
    });
    expect([trouble, asked]).toEqual([null, ["hooks.example.com"]]);
  });

  test("a name that nobody has, one that cannot be asked for, and one that takes too long", async () => {
    expect(await ask(fail("ENOTFOUND"))).toBe("unknown_host");
    expect(await ask(async () => [])).toBe("unknown_host");
    expect(await ask(fail("EAI_AGAIN"))).toBe("lookup_failed");
    expect(await ask(() => new Promise(() => undefined), 20)).toBe("lookup_failed");
  });

  test("an address needs no look-up", async () => {
    const trouble = await publicUrlTrouble("https://93.184.215.14/", { resolve: fail("never asked") });
    expect(trouble).toBeNull();
  });
});
