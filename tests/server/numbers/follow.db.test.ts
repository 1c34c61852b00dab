import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { connections } from "#db/schema/index.ts";
import { issueStreamToken } from "#sandbox/moltflow/auth.ts";
import { scanCode, startSession } from "#sandbox/moltflow/engine/sessions.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { disconnect, forgetEndedLogins } from "#server/connections/index.ts";
import { endOfLogin, setLogin } from "#server/connections/login.ts";
import { followNumber } from "#server/numbers/jobs.ts";
import { cancelPairing, startPairing } from "#server/numbers/start-pairing.ts";
import { callsAt, operator } from "#tests/server/connections/fixtures.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeUnpaired, readNumber, readPairing } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterAll(() => sandbox.close());

const jwt = (claims: object) =>
  ["{}", JSON.stringify(claims), "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");

describe("a MoltFlow login", () => {
  test("shows a scan at once, without webhook and without looking", async () => {
    const desk = await makeUnpaired(sandbox);
    const { workspaceId, unpaired } = desk;
    await setLogin(workspaceId, issueStreamToken(sandbox.sandbox, desk.tenantId).token, operator);
    sandbox.sandbox.faults.add({ kind: "webhook_drop", tenantId: desk.tenantId, rate: 1 });
    const pairing = await startPairing(workspaceId, unpaired.id, operator);
    const [job] = await takeJobs(workspaceId, followNumber.name);
    const following = followNumber.run(followNumber.payload.parse(job?.payload));
    const session = sandbox.sandbox.store.sessions.get(unpaired.sessionId);
    if (!session) throw new Error("The session is not there.");
    startSession(sandbox.sandbox, session);
    await expect.poll(() => session.status, { timeout: 10_000 }).toBe("qr_code");
    scanCode(sandbox.sandbox, session, "15550001111");
    await following;
    expect(await readNumber(unpaired.id)).toMatchObject({ status: "working" });
    expect(await readPairing(pairing.id)).toMatchObject({ state: "connected" });
    const streams = callsAt(sandbox, desk.tenantId).filter(
      ({ operation }) => operation === "streamSessionEvents",
    );
    expect(streams).toHaveLength(1);
    sandbox.sandbox.faults.clear();
  });

  /** A login that follows a pairing which is under way. */
  async function following() {
    const desk = await makeUnpaired(sandbox);
    const { workspaceId, unpaired } = desk;
    await setLogin(workspaceId, issueStreamToken(sandbox.sandbox, desk.tenantId).token, operator);
    await startPairing(workspaceId, unpaired.id, operator);
    const stop = new AbortController();
    const run = () => followNumber.run({ workspaceId, numberId: unpaired.id }, stop.signal);
    const isOver = run();
    const streams = () =>
      callsAt(sandbox, desk.tenantId).filter(({ operation }) => operation === "streamSessionEvents").length;
    await expect.poll(streams).toBe(1);
    return { ...desk, stop, run, isOver, streams };
  }

  test("is followed no longer once the pairing is given up, though the session says nothing", async () => {
    const { workspaceId, unpaired, isOver } = await following();
    await cancelPairing(workspaceId, unpaired.id, operator);
    await isOver;
  }, 10_000);

  test("is followed no longer when the process is about to stop", async () => {
    const { stop, isOver } = await following();
    stop.abort();
    await isOver;
  }, 10_000);

  test("leaves jobs their places: of many pairings only some are followed, the others are looked at", async () => {
    const first = await following();
    const second = await following();
    const desk = await makeUnpaired(sandbox);
    await setLogin(desk.workspaceId, issueStreamToken(sandbox.sandbox, desk.tenantId).token, operator);
    await startPairing(desk.workspaceId, desk.unpaired.id, operator);
    await followNumber.run({ workspaceId: desk.workspaceId, numberId: desk.unpaired.id });
    for (const { stop, isOver } of [first, second]) {
      stop.abort();
      await isOver;
    }
  }, 15_000);

  test("that has ended is kept no longer", async () => {
    const desk = await makeUnpaired(sandbox);
    await setLogin(desk.workspaceId, jwt({ exp: Date.now() / 1000 + 600 }), operator);
    const ours = eq(connections.workspaceId, desk.workspaceId);
    const kept = async () => (await systemDb().select().from(connections).where(ours))[0];
    await forgetEndedLogins(new Date());
    expect((await kept())?.sealedLogin).not.toBeNull();
    await forgetEndedLogins(new Date(Date.now() + 601_000));
    expect(await kept()).toMatchObject({ sealedLogin: null, loginUntil: null });
  });

  test("is sealed, forgotten with the connection, and missed by nobody", async () => {
    const desk = await makeUnpaired(sandbox);
    const token = jwt({ exp: Date.now() / 1000 + 600 });
    const view = await setLogin(desk.workspaceId, token, operator);
    expect(view?.loginUntil).not.toBeNull();
    const ours = eq(connections.workspaceId, desk.workspaceId);
    const [row] = await systemDb().select().from(connections).where(ours);
    expect(row?.sealedLogin?.includes(token)).toBe(false);
    await disconnect(desk.workspaceId, operator);
    const [after] = await systemDb().select().from(connections).where(ours);
    expect(after).toMatchObject({ sealedLogin: null, loginUntil: null });
    await followNumber.run({ workspaceId: desk.workspaceId, numberId: desk.unpaired.id });
  });

  test("that MoltFlow refuses ends the stream and nothing else", async () => {
    const desk = await makeUnpaired(sandbox);
    await setLogin(desk.workspaceId, jwt({ exp: Date.now() / 1000 + 600 }), operator);
    const { id } = await startPairing(desk.workspaceId, desk.unpaired.id, operator);
    await followNumber.run({ workspaceId: desk.workspaceId, numberId: desk.unpaired.id });
    expect(sandbox.sandbox.requests.list().at(-1)).toMatchObject({
      ...{ operation: "streamSessionEvents", status: 401 },
    });
    expect(await readNumber(desk.unpaired.id)).toMatchObject({ status: "stopped" });
    expect(await readPairing(id)).toMatchObject({ state: "starting" });
  });
});

test("the end of a login is read from it; what has ended or is none is refused", () => {
  const now = new Date("2026-05-01T12:00:00Z");
  expect(endOfLogin(jwt({ exp: now.getTime() / 1000 + 60 }), now).toISOString()).toBe(
    "2026-05-01T12:01:00.000Z",
  );
  expect(endOfLogin(jwt({}), now).getTime()).toBeGreaterThan(now.getTime());
  expect(() => endOfLogin(jwt({ exp: 1 }), now)).toThrow(/has ended/);
  expect(() => endOfLogin("a.b.c", now)).toThrow(/no MoltFlow login/);
});
