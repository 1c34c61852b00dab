import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { RunningDispatcher } from "#server/deliveries/dispatcher.ts";
import { type Sink, startSink } from "#tests/support/sink.ts";
import { attemptsOf, deliveriesTo, dispatcherFor, makeDesk, makeDestination, statesOf } from "./fixtures.ts";

/** On a busy machine whoever answers at all has answered by then. */
const timeoutMs = 3_000;
const later = <T>(check: () => T) => vi.waitFor(check, { timeout: 30_000 });
let sink: Sink;
let dispatcher: RunningDispatcher;
const servers: Server[] = [];
beforeAll(async () => {
  sink = await startSink();
});
afterEach(async () => {
  await dispatcher.stop();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => sink.close());

/** A server below HTTP, and its URL. */
async function rawServer(treat: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    treat(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
}

const head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 1000000000\r\n\r\n";

function drip(socket: Socket): void {
  socket.write(head);
  const timer = setInterval(() => socket.write("a"), 50);
  socket.once("close", () => clearInterval(timer));
}

function flood(socket: Socket): void {
  const chunk = Buffer.alloc(65_536, "a");
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", more);
  socket.write(head);
  more();
}

test("whatever a receiver does, its delivery ends in a clear state with its reason, and the others are not held up", async () => {
  const { workspaceId, send } = await makeDesk();
  const hostile = {
    hangs: await rawServer(() => undefined),
    drips: await rawServer((socket) => socket.once("data", () => drip(socket))),
    floods: await rawServer((socket) => socket.once("data", () => flood(socket))),
    closes: await rawServer((socket) => socket.once("data", () => socket.destroy())),
    "speaks no HTTP": await rawServer((socket) =>
      socket.once("data", () => socket.end("220 smtp ready\r\n")),
    ),
    "is not there": "http://127.0.0.1:1/",
    metadata: "http://169.254.169.254/latest/meta-data",
    "no such host": "https://no-such-host.invalid/",
  };
  const ids = new Map<string, string>();
  for (const [name, url] of Object.entries(hostile)) {
    ids.set(name, await makeDestination(workspaceId, { url, name }));
  }
  const healthy = await makeDestination(workspaceId, { url: sink.url, name: "healthy" });
  dispatcher = dispatcherFor({ timeoutMs });
  await send([...ids.values(), healthy], 3);
  await later(async () => expect(await statesOf(healthy)).toEqual({ delivered: 3 }));
  const endOf = async (name: string) => {
    const [delivery] = await deliveriesTo(ids.get(name) ?? "");
    return [delivery?.state, delivery?.lastError];
  };
  await later(async () => {
    for (const id of ids.values()) {
      const { pending = 0, delivering = 0 } = await statesOf(id);
      expect(pending + delivering).toBe(0);
    }
  });
  expect(
    Object.fromEntries(await Promise.all([...ids.keys()].map(async (name) => [name, await endOf(name)]))),
  ).toEqual({
    hangs: ["failed", "timeout"],
    drips: ["failed", "timeout"],
    floods: ["delivered", null],
    closes: ["failed", "closed"],
    "speaks no HTTP": ["failed", "closed"],
    "is not there": ["failed", "connect"],
    metadata: ["blocked", "blocked_address"],
    "no such host": ["failed", "dns"],
  });
  const [flooded] = await deliveriesTo(ids.get("floods") ?? "");
  const [attempt] = await attemptsOf(flooded?.id ?? "");
  expect(attempt).toMatchObject({ responseCut: true });
  expect(attempt?.responseBody).toHaveLength(16_384);
}, 60_000);

test("an answer full of what a database cannot store is kept as far as it can be", async () => {
  const { workspaceId, send } = await makeDesk();
  const url = await rawServer((socket) =>
    socket.once("data", () =>
      socket.end(
        "HTTP/1.1 200 OK\r\nx-odd: \xff\xfe \xed\xa0\x80\r\ncontent-length: 4\r\n\r\n\0\xff\0\n",
        "latin1",
      ),
    ),
  );
  const destination = await makeDestination(workspaceId, { url });
  dispatcher = dispatcherFor({ timeoutMs });
  await send([destination]);
  await later(async () => expect(await statesOf(destination)).toEqual({ delivered: 1 }));
  const [delivery] = await deliveriesTo(destination);
  const [attempt] = await attemptsOf(delivery?.id ?? "");
  expect(attempt?.responseBody).toEqual(Buffer.from([0, 0xff, 0, 10]));
}, 60_000);
