import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POST } from "#app/in/[token]/route.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { type Hostile, hostileRequests } from "./support/hostile.ts";
import { type Product, startProduct } from "./support/product.ts";
import { type Inbox, sendOnce } from "./support/sender.ts";

const seed = 20_260_211;
const count = 2_000;
const atOnce = 16;
const answerWithinMs = 10_000;
const mayGrowBy = 256 * 1024 * 1024;

let product: Product;
let inbox: Inbox;
beforeAll(async () => {
  inbox = await makeInbox((await makeWorkspace()).workspaceId);
  product = await startProduct({ env: { ROLE: "ingest", DATABASE_URL: String(process.env.DATABASE_URL) } });
}, 60_000);
afterAll(() => product?.end("SIGKILL"));

/** What came of a request: the status of the first answer, or how the connection went without one. */
type Outcome = number | "closed" | "hung";

function overTheWire({ method, token, headers, body, ending }: Hostile): Promise<Outcome> {
  const lines = [
    `${method} /in/${token} HTTP/1.1`,
    "host: localhost",
    "connection: close",
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve) => {
    const socket = connect(product.port, "127.0.0.1");
    let answer = "";
    const timer = setTimeout(() => socket.destroy(new Error("hung")), answerWithinMs);
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    // A server that hangs up while a hostile body is still coming resets the connection: that is no fault.
    socket.on("error", (error) => error.message === "hung" && resolve("hung"));
    socket.on("close", () => {
      clearTimeout(timer);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve(status ? Number(status) : "closed");
    });
    socket.write(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "utf8"), body]), () => {
      if (ending === "end") socket.end();
      if (ending === "leave") socket.destroy();
    });
  });
}

/** The route handler's answer; null for what Next's own parser would have refused before. */
async function throughTheRoute({ method, token, headers, body }: Hostile): Promise<Outcome | null> {
  const fits = method === "POST" && !headers.some(([name]) => name === "transfer-encoding");
  if (!fits) return null;
  let request: Request;
  try {
    request = new Request("http://localhost/in/x", { method, headers, body: new Uint8Array(body) });
  } catch {
    // No such request can exist: the platform refuses its headers.
    return null;
  }
  return (await POST(request, { params: Promise.resolve({ token }) })).status;
}

async function all(requests: Hostile[], send: (request: Hostile) => Promise<Outcome | null>) {
  const outcomes: { kind: string; welcome: boolean; outcome: Outcome | null; start: string }[] = [];
  const waiting = [...requests];
  const sender = async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const { kind, welcome, body } = request;
      outcomes.push({ kind, welcome, outcome: await send(request), start: body.subarray(0, 60).toString() });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return outcomes;
}

function expectCalm(outcomes: Awaited<ReturnType<typeof all>>): void {
  const faults = outcomes.filter(({ outcome }) => outcome === "hung" || Number(outcome) >= 500);
  expect(faults, `with seed ${seed}`).toEqual([]);
  const refused = outcomes.filter(({ welcome, outcome }) => welcome && outcome !== 202 && outcome !== 200);
  expect(refused, "odd but well signed, so it had to be kept").toEqual([]);
  const kept = outcomes.filter(({ kind, outcome }) => kind === "signature" && outcome === 202);
  expect(kept, "kept with a wrong signature").toEqual([]);
}

const residentBytes = () =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(product.child.pid)], { encoding: "utf8" })) * 1024;

test("2,000 hostile requests over the wire: no 5xx, nobody waits, memory stays, and a good event is still taken", async () => {
  const requests = hostileRequests(inbox, seed, count);
  const outcomes = await all(requests.slice(0, 500), overTheWire);
  const before = residentBytes();
  outcomes.push(...(await all(requests.slice(500), overTheWire)));
  expectCalm(outcomes);
  expect(residentBytes() - before).toBeLessThan(mayGrowBy);
  expect(product.child.exitCode).toBeNull();
  expect(await sendOnce(product.url, inbox, '{"event":"good"}')).toMatchObject({ status: 202 });
  const statuses = new Set(outcomes.map(({ outcome }) => outcome));
  expect([...statuses], "the generator reaches every refusal").toEqual(
    expect.arrayContaining([200, 202, 400, 401, 404, 405, 413, 431]),
  );
  expect(product.output(), "errors in the log").toBe("");
}, 120_000);

test("the route handler meets the same requests as calmly", async () => {
  const own = await makeInbox((await makeWorkspace()).workspaceId);
  const outcomes = await all(hostileRequests(own, seed + 1, count), throughTheRoute);
  expectCalm(outcomes);
  expect(outcomes.filter(({ outcome }) => outcome !== null).length).toBeGreaterThan(count / 2);
}, 120_000);
