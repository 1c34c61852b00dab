import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SmeeClient } from "smee-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET } from "#app/in/[token]/route.ts";
import { answerInbox, inboxTokenOf } from "#server/http/fast-lane.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { openFor } from "#server/streams/open-streams.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { makeMember, makePlace, makeProgram } from "./fixtures.ts";
import { startReceiver } from "./receiver.ts";

/** The fast lane as `server/main.ts` has it. */
let lane: Server;
let origin = "";
beforeAll(async () => {
  lane = createServer((request, response) => {
    const token = inboxTokenOf(request.url ?? "") ?? "";
    answerInbox(request, response, token).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => lane.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(lane.address() as AddressInfo).port}`;
});
afterAll(() => {
  lane.closeAllConnections();
  lane.close();
});

const post = (token: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  acceptEvent({ token, headers, readBody: async () => Buffer.from(body) });

const quiet = { info: () => undefined, error: () => undefined };

/** An unchanged smee-client between an inbox and a local receiver. */
async function startSmee(inboxToken: string, token: string, target: string) {
  const client = new SmeeClient({
    source: `${origin}/in/${inboxToken}?token=${token}`,
    target,
    logger: quiet,
  });
  await client.start();
  return client;
}

test("smee-client works unchanged: bodies and headers arrive, in order, and the signature over compact JSON holds", async () => {
  const place = await makePlace();
  const signed = await makeInbox(place.workspaceId, { secret: "s3cret" });
  await using receiver = await startReceiver();
  const client = await startSmee(signed.token, place.token, `${receiver.url}/hook?a=b`);
  for (let n = 1; n <= 20; n++) {
    const body = JSON.stringify({ event: "message.received", data: { message: `Grüße ${n} 🙂`, n } });
    const signature = createHmac("sha256", "s3cret").update(body).digest("hex");
    const headers = { "x-webhook-signature": signature, "transfer-encoding": "chunked", expect: "x" };
    expect((await post(signed.token, body, headers)).status).toBe(202);
    await post(place.inbox.token, `{"of":"another inbox", "n":${n}}`);
    // smee-client sends side by side; one after the other shows that all of them go through.
    await receiver.until(n);
  }
  await client.stop();
  expect(receiver.got.map(({ body }) => JSON.parse(body.toString()).data.n)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  for (const { body, headers, url } of receiver.got) {
    expect(url).toBe("/hook?a=b");
    expect(headers["x-webhook-signature"]).toBe(createHmac("sha256", "s3cret").update(body).digest("hex"));
    expect(Number(headers.timestamp)).toBeGreaterThan(0);
  }
  await expect.poll(() => openFor(place.tokenId)).toBe(0);
});

test("a smee-client whose connection breaks is back by itself, and misses nothing", async () => {
  const { inbox, token } = await makePlace();
  await using receiver = await startReceiver();
  const client = await startSmee(inbox.token, token, receiver.url);
  for (let round = 1; round <= 3; round++) {
    await post(inbox.token, `{"round":${round}}`);
    await receiver.until(round * 2 - 1);
    lane.closeAllConnections();
    await post(inbox.token, `{"missed":${round}}`);
    await receiver.until(round * 2);
  }
  await client.stop();
  expect(receiver.got).toHaveLength(6);
}, 30_000);

test("what smee cannot carry arrives in a form that says so, and stops nothing", async () => {
  const { inbox, token } = await makePlace();
  await using receiver = await startReceiver();
  const client = await startSmee(inbox.token, token, receiver.url);
  const bodies = [Buffer.from(""), Buffer.from("a=1"), Buffer.from([0xff, 0xfe]), Buffer.from("null")];
  for (const [index, body] of bodies.entries()) {
    await post(inbox.token, body, { "sec-fetch-mode": "navigate", "content-encoding": "gzip", te: "x" });
    await receiver.until(index + 1);
  }
  await client.stop();
  expect(receiver.got.map(({ body }) => body.toString())).toEqual(["{}", '"a=1"', '"//4="', "null"]);
  expect(receiver.got[2]?.headers["x-moltdesk-body"]).toBe("base64");
});

type Ask = (path: string, headers: Record<string, string>) => Promise<Response>;
const doors: [string, Ask][] = [
  ["the fast lane", (path, headers) => fetch(origin + path, { headers })],
  [
    "the route",
    (path, headers) => {
      const token = inboxTokenOf(path) ?? "";
      return GET(new Request(`http://localhost:3000${path}`, { headers }), {
        params: Promise.resolve({ token }),
      });
    },
  ],
];

describe.each(doors)("%s", (_, ask) => {
  const accept = { accept: "text/event-stream" };
  const refusal = async (path: string, headers: Record<string, string> = accept) => {
    const answer = await ask(path, headers);
    return { status: answer.status, ...(await answer.json()) };
  };

  test("still answers 405 to whoever wants no stream", async () => {
    const { inbox, token } = await makePlace();
    const others: Record<string, string>[] = [{}, { accept: "text/html" }, { accept: "*/*" }];
    for (const headers of others) {
      const answer = await ask(`/in/${inbox.token}?token=${token}`, headers);
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
      expect(await answer.json()).toEqual({
        error: "method_not_allowed",
        message: "An inbox takes POST requests.",
      });
    }
  });

  test("says how, to whoever shows no token or a wrong one", async () => {
    const { inbox } = await makePlace();
    for (const query of ["", "?token=", "?token=mdk_wrong", `?token=${inbox.token}`]) {
      const { status, error, message } = await refusal(`/in/${inbox.token}${query}`);
      expect([status, error]).toEqual([401, "token_missing"]);
      expect(message).toContain("?token=mdk_");
    }
  });

  test("lets in only who may read this inbox's events", async () => {
    const place = await makePlace();
    const [foreign, billing] = [await makePlace(), await makeMember(place, "billing")];
    const suspended = await makeMember(place, "agent", { suspendedAt: new Date() });
    const elsewhere = await makeProgram(place, ["workspace.read"]);
    const at = ({ token }: { token: string }) => `/in/${place.inbox.token}?token=${token}`;
    expect(await refusal(at(foreign))).toMatchObject({ status: 404, error: "inbox.not_found" });
    expect(await refusal(`/in/nothing?token=${place.token}`)).toMatchObject({ status: 404 });
    expect(await refusal(at(billing))).toMatchObject({ status: 403, error: "role.insufficient" });
    expect(await refusal(at(suspended))).toMatchObject({ status: 403, error: "member.suspended" });
    expect(await refusal(at(elsewhere))).toMatchObject({ status: 403, error: "token.scope" });
    const good = await ask(at(await makeMember(place, "viewer")), accept);
    expect(good.status).toBe(200);
    await good.body?.cancel();
  });
});
