import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { type OpenSandbox, openReceiver, openSandbox, sessionShape } from "./support.ts";

const tokenShape = z.object({ token: z.string() });

async function newSession(sandbox: OpenSandbox, key: string): Promise<string> {
  const reply = await sandbox.api(key, "POST", "/sessions", { name: "Reception" });
  expect(reply.status).toBe(201);
  return sessionShape.parse(reply.json).id;
}

async function pairingSession() {
  const clock = manualClock();
  const sandbox = await openSandbox({ clock });
  const { key } = await sandbox.tenant({ plan: "business" });
  const id = await newSession(sandbox, key);
  await sandbox.api(key, "POST", `/sessions/${id}/start`);
  await clock.advance(700);
  return { sandbox, clock, key, id, [Symbol.asyncDispose]: () => sandbox.close() };
}

async function streamToken(sandbox: OpenSandbox, tenantId: string): Promise<string> {
  return tokenShape.parse((await sandbox.control("POST", "/tokens", { tenantId })).json).token;
}

function codeOf(sandbox: OpenSandbox, id: string): string | undefined {
  return sandbox.sandbox.store.sessions.get(id)?.qr?.code;
}

test("a new session is stopped, starts for 700 ms and then shows a code", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key } = await sandbox.tenant({ plan: "pro" });
  const id = await newSession(sandbox, key);
  expect(await sandbox.status(key, id)).toBe("stopped");
  const started = await sandbox.api(key, "POST", `/sessions/${id}/start`);
  expect(started).toMatchObject({ status: 200, json: { status: "starting" } });
  await clock.advance(699);
  expect(await sandbox.status(key, id)).toBe("starting");
  await clock.advance(1);
  expect(await sandbox.status(key, id)).toBe("qr_code");
});

test("moves the state machine forbids are refused and change nothing", async () => {
  await using pairing = await pairingSession();
  const { sandbox, key, id, clock } = pairing;
  const refuse = async (move: string) => {
    const before = await sandbox.status(key, id);
    const reply = await sandbox.api(key, "POST", `/sessions/${id}/${move}`);
    expect(reply).toMatchObject({ status: 400, json: { detail: "Invalid status transition" } });
    expect(await sandbox.status(key, id)).toBe(before);
  };
  await refuse("start");
  await sandbox.api(key, "POST", `/sessions/${id}/stop`);
  await refuse("stop");
  await sandbox.api(key, "POST", `/sessions/${id}/start`);
  await refuse("restart");
  await clock.advance(700);
  await sandbox.control("POST", `/sessions/${id}/scan`);
  await refuse("start");
});

test("the code is a PNG by default, JSON on request, and 400 when none is shown", async () => {
  await using pairing = await pairingSession();
  const { sandbox, key, id } = pairing;
  const url = `${sandbox.url}/api/v2/sessions/${id}/qr`;
  const png = await fetch(url, { headers: { "X-API-Key": key } });
  expect(png.headers.get("content-type")).toBe("image/png");
  const bytes = Buffer.from(await png.arrayBuffer());
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");

  const json = await fetch(url, { headers: { "X-API-Key": key, Accept: "application/json" } });
  expect(await json.json()).toEqual({ mimetype: "image/png", data: bytes.toString("base64") });

  await sandbox.api(key, "POST", `/sessions/${id}/stop`);
  expect((await sandbox.api(key, "GET", `/sessions/${id}/qr`)).status).toBe(400);
});

test("the first code lives 60 s, the next five 20 s each, then pairing fails", async () => {
  await using pairing = await pairingSession();
  const { sandbox, clock, key, id } = pairing;
  const codes = [codeOf(sandbox, id)];
  await clock.advance(59_999);
  expect(codeOf(sandbox, id)).toBe(codes[0]);
  await clock.advance(1);
  codes.push(codeOf(sandbox, id));
  for (let renewal = 0; renewal < 4; renewal += 1) {
    await clock.advance(20_000);
    codes.push(codeOf(sandbox, id));
  }
  expect(new Set(codes).size).toBe(6);
  expect(await sandbox.status(key, id)).toBe("qr_code");
  await clock.advance(20_000);
  expect(await sandbox.status(key, id)).toBe("failed");
});

test("a scan connects with a number and tells the webhook; an unlinked device tells it too", async () => {
  await using receiver = await openReceiver();
  await using pairing = await pairingSession();
  const { sandbox, key, id } = pairing;
  const events = ["session.connected", "session.disconnected"];
  await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events });
  await sandbox.control("POST", `/sessions/${id}/scan`, { phone: "+15550123456" });
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]?.envelope).toMatchObject({
    event: "session.connected",
    data: { session_id: id, status: "working", phone_number: "+15550123456", reason: null },
  });
  await sandbox.control("POST", `/sessions/${id}/drop`);
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(receiver.received[1]?.envelope).toMatchObject({
    event: "session.disconnected",
    data: { status: "failed", phone_number: "+15550123456" },
  });
});

test("stored credentials connect without a code; a logout needs a new one", async () => {
  await using pairing = await pairingSession();
  const { sandbox, clock, key, id } = pairing;
  await sandbox.control("POST", `/sessions/${id}/scan`);
  await sandbox.api(key, "POST", `/sessions/${id}/restart`);
  await clock.advance(700);
  expect(await sandbox.status(key, id)).toBe("working");

  const out = await sandbox.api(key, "POST", `/sessions/${id}/logout`);
  expect(out.json).toMatchObject({ status: "stopped", phone_number: null });
  await sandbox.api(key, "POST", `/sessions/${id}/start`);
  await clock.advance(700);
  expect(await sandbox.status(key, id)).toBe("qr_code");
});

test("stopping while starting calls off the start", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key } = await sandbox.tenant({ plan: "pro" });
  const id = await newSession(sandbox, key);
  await sandbox.api(key, "POST", `/sessions/${id}/start`);
  await sandbox.api(key, "POST", `/sessions/${id}/stop`);
  await clock.advance(5_000);
  expect(await sandbox.status(key, id)).toBe("stopped");
});

test("the plan caps the number of sessions", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "free" });
  await newSession(sandbox, key);
  const refused = await sandbox.api(key, "POST", "/sessions", { name: "One too many" });
  expect(refused).toMatchObject({ status: 403, json: { detail: expect.stringContaining("Plan limit") } });
});

test("a deleted session is gone with its chats and messages", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId } = await sandbox.workingTenant();
  expect((await sandbox.api(key, "DELETE", `/sessions/${sessionId}`)).json).toEqual({
    status: "deleted",
    id: sessionId,
  });
  expect((await sandbox.api(key, "GET", `/sessions/${sessionId}`)).status).toBe(404);
  const { chats, messages, groups } = sandbox.sandbox.store.snapshot();
  expect({ chats, messages, groups }).toEqual({ chats: [], messages: [], groups: [] });
});

test("the live stream opens with a token, tells the status at once and follows the session", async () => {
  await using sandbox = await openSandbox();
  const { tenantId, key, sessionId } = await sandbox.workingTenant();
  const token = await streamToken(sandbox, tenantId);
  expect(
    (await fetch(`${sandbox.url}/api/v2/sessions`, { headers: { Authorization: `Bearer ${token}` } })).status,
  ).toBe(401);

  const response = await fetch(`${sandbox.url}/api/v2/sessions/${sessionId}/events?token=${token}`);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(response.headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
  const reader = response.body?.getReader();
  const lines: string[] = [];
  const reading = (async () => {
    for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
      lines.push(Buffer.from(chunk.value).toString("utf8"));
    }
  })();
  await expect.poll(() => lines.join("")).toContain('"session.status"');
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, {
    phone: "+15550001111",
    text: "Hello there",
  });
  await expect.poll(() => lines.join("")).toContain("Hello there");
  await sandbox.api(key, "POST", `/sessions/${sessionId}/stop`);
  await expect.poll(() => lines.join("")).toContain('"session.disconnected"');
  await reader?.cancel();
  await reading;
});

test("a stream token is refused when forged or older than 30 minutes", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { tenantId, sessionId } = await sandbox.workingTenant();
  const token = await streamToken(sandbox, tenantId);
  const status = async (given: string) => {
    const abort = new AbortController();
    const url = `${sandbox.url}/api/v2/sessions/${sessionId}/events?token=${given}`;
    const response = await fetch(url, { signal: abort.signal });
    abort.abort();
    return response.status;
  };
  expect(await status(token)).toBe(200);
  expect(await status(`${token.slice(0, -2)}xx`)).toBe(401);
  expect(await status("nonsense")).toBe(401);
  await clock.advance(30 * 60_000);
  expect(await status(token)).toBe(401);
});
