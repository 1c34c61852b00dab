import net from "node:net";
import tls from "node:tls";
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { sendGuarded } from "#server/net/send.ts";
import { makeAuthority, makeCertificate } from "./support/certificates.ts";
import { listening } from "./support/hostile.ts";

const authority = makeAuthority();
beforeAll(() => tls.setDefaultCACertificates([authority.certificate]));
afterEach(() => vi.restoreAllMocks());

const send = (url: string, resolve: (name: string) => Promise<string[]>, allowLoopback = false) =>
  sendGuarded(
    { url, method: "POST", headers: {}, body: Buffer.from("hello") },
    { timeoutMs: 3_000, maxResponseBytes: 1_000, allowLoopback, resolve },
  );

const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/** A TLS server with this certificate on this machine, where every dialled connection ends up. @returns what was dialled */
async function reached(certificate: { cert: string; key: string | Buffer }) {
  const names: string[] = [];
  const server = tls.createServer(certificate, (socket) => {
    names.push(String(socket.servername));
    socket.on("data", (chunk) => chunk.toString().endsWith("hello") && socket.write(answer));
    socket.on("error", () => undefined);
  });
  const { port } = new URL(await listening(server));
  onTestFinished(() => void server.close());
  const dialled: unknown[] = [];
  const real = tls.connect as (options: tls.ConnectionOptions) => tls.TLSSocket;
  vi.spyOn(tls, "connect").mockImplementation(((options: tls.ConnectionOptions) => {
    const { lookup } = options;
    const elsewhere: net.LookupFunction = (host, wanted, callback) =>
      lookup?.(host, wanted, (error, found) => {
        if (error) return callback(error, []);
        dialled.push(found);
        callback(null, [{ address: "127.0.0.1", family: 4 }]);
      });
    return real({ ...options, port: Number(port), lookup: elsewhere });
  }) as typeof tls.connect);
  return { dialled, names };
}

const of = (daysLeft?: number, name = "hooks.example.com") =>
  makeCertificate(authority, name, daysLeft === undefined ? {} : { daysLeft });

describe("what is dialled is what was checked", () => {
  test("a name that resolves to another address each time is asked once, and that answer is dialled", async () => {
    const { dialled, names } = await reached(of());
    const answers = [["1.1.1.1", "2606:4700::1111"], ["127.0.0.1"], ["10.0.0.1"]];
    const resolve = vi.fn(async () => answers.shift() ?? []);
    expect(await send("https://hooks.example.com/a", resolve)).toMatchObject({ status: 200, error: null });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(dialled).toEqual([
      [
        { address: "1.1.1.1", family: 4 },
        { address: "2606:4700::1111", family: 6 },
      ],
    ]);
    expect(names).toEqual(["hooks.example.com"]);
  });

  test("a new connection is checked anew", async () => {
    const { dialled } = await reached(of());
    const answers = [["1.1.1.1"], ["127.0.0.1"]];
    const resolve = async () => answers.shift() ?? [];
    expect(await send("https://hooks.example.com/", resolve)).toMatchObject({ error: null });
    // Another origin never goes over a connection that is open.
    expect(await send("https://hooks.example.com:8443/", resolve)).toMatchObject({
      error: "blocked_address",
      status: null,
      address: null,
    });
    expect(dialled).toHaveLength(1);
  });
});

describe("nothing is dialled", () => {
  const inner = [
    ["10.0.0.1"],
    ["1.1.1.1", "10.0.0.1"],
    ["169.254.169.254"],
    ["100.64.0.1"],
    ["224.0.0.1"],
    ["192.0.2.1"],
    ["fd00:ec2::254"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::a00:1"],
    ["fe80::1%eth0"],
    ["no address"],
  ];
  test.each(inner.map((addresses) => [addresses.join(" "), addresses] as const))(
    "for %s",
    async (_name, addresses) => {
      const connect = vi.spyOn(net, "connect");
      const outcome = await send("https://hooks.example.com/", async () => addresses);
      expect(outcome).toMatchObject({ status: null, error: "blocked_address", address: null });
      // Whoever has a name point within must not learn where it points.
      for (const address of addresses) expect(outcome.detail).not.toContain(address);
      expect(connect).not.toHaveBeenCalled();
    },
  );

  test.each([
    "https://10.0.0.1/",
    "https://[::ffff:10.0.0.1]/",
    "https://127.0.0.1/",
    "http://hooks.example.com/",
    "https://user:secret@hooks.example.com/",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:6379/",
    "https://hooks.example.com:80/",
    "ftp://hooks.example.com/",
    "not an address",
  ])("for %s, and nobody is asked about it", async (url) => {
    const resolve = vi.fn(async () => ["1.1.1.1"]);
    expect(await send(url, resolve)).toMatchObject({ error: "blocked_address", address: null });
    expect(resolve).not.toHaveBeenCalled();
  });

  test("for a public name that leads to this machine, also where this machine is allowed", async () => {
    const outcome = await send("https://hooks.example.com/", async () => ["127.0.0.1"], true);
    expect(outcome.error).toBe("blocked_address");
  });

  test("for a name that nobody knows", async () => {
    const unknown = async () => {
      throw Object.assign(new Error("queryA ENOTFOUND"), { code: "ENOTFOUND" });
    };
    expect(await send("https://hooks.example.com/", unknown)).toMatchObject({ error: "dns", status: null });
    expect(await send("https://hooks.example.com/", async () => [])).toMatchObject({ error: "dns" });
  });

  test("while a name server hangs, and not for longer than the deadline", async () => {
    const never = new Promise<string[]>(() => undefined);
    const started = performance.now();
    const outcome = await sendGuarded(
      { url: "https://hooks.example.com/", method: "POST", headers: {}, body: Buffer.alloc(0) },
      { timeoutMs: 200, maxResponseBytes: 1, allowLoopback: false, resolve: () => never },
    );
    expect(outcome).toMatchObject({ error: "timeout", status: null });
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("certificates", () => {
  const anywhere = async () => ["1.1.1.1"];
  test.each([
    ["one that has expired", () => of(-1), "CERT_HAS_EXPIRED"],
    ["another name's", () => of(10, "else.example.com"), "ERR_TLS_CERT_ALTNAME_INVALID"],
    [
      "an authority's that nobody trusts",
      () => makeCertificate(makeAuthority(), "hooks.example.com"),
      "CERT_SIGNATURE_FAILURE",
    ],
  ])("%s is refused", async (_name, make, code) => {
    const { names } = await reached(make());
    const outcome = await send("https://hooks.example.com/", () => anywhere());
    expect(outcome).toMatchObject({ status: null, error: "tls" });
    expect(outcome.detail).toContain(code);
    expect(names.length).toBeLessThanOrEqual(1);
  });
});
