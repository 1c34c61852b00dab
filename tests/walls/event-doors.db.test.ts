import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GET as pull } from "#app/api/inbox/events/route.ts";
import { GET as smee } from "#app/in/[token]/route.ts";
import { systemDb } from "#db/client.ts";
import { apiTokens, connections, inboxes, workspaces } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { allRoles, type Restrictions, type Role, roleTable } from "#server/members/index.ts";
import { makeEvent, makeInbox } from "#tests/support/factories.ts";
import { makeMember, makeProgram } from "../server/streams/fixtures.ts";
import { someIp } from "../server/tokens/fixtures.ts";
import type { Desk } from "./inputs/define.ts";
import { callers, type Expected } from "./support/callers.ts";
import { assignTo, makeDesk, makeNeighbour } from "./support/desk.ts";
import type { Headers as Bearing } from "./support/http.ts";

const secret = "words of the other side";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
}, 30_000);
afterAll(() => sandbox.close());

/** A desk whose inbox's address is known. */
type Shown = Desk & { inboxToken: string };

async function makeShown(text: string): Promise<Shown> {
  const desk = await makeDesk(sandbox, text);
  const inbox = await makeInbox(desk.workspaceId, { secret: null });
  await makeEvent(desk.workspaceId, inbox.id, text, desk.sessionId);
  return { ...desk, inboxId: inbox.id, inboxToken: inbox.token };
}

/** A stream up to its first event, or until it has been quiet for so long; all of any other answer. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true) return response.text();
  const reader = response.body?.getReader();
  if (!reader) return "";
  const timer = setTimeout(() => void reader.cancel(), 500);
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += Buffer.from(part.value).toString();
    if (text.includes("message.received")) break;
  }
  clearTimeout(timer);
  await reader.cancel();
  return text;
}

const ask = async (door: (request: Request) => Promise<Response>, path: string, headers: Bearing) => {
  const all = { [clientIpHeader]: someIp(), "x-request-id": newId(), ...headers };
  const response = await door(new Request(`http://localhost:3000${path}`, { headers: all }));
  return { status: response.status, text: await textOf(response) };
};

const streams = { accept: "text/event-stream", "last-event-id": "0" };
type Door = (desk: Shown, headers: Bearing, query?: string) => ReturnType<typeof ask>;

const doors: [string, Door][] = [
  ["pull", (_, headers, query = "") => ask(pull, `/api/inbox/events?${query}`, headers)],
  ["stream", (_, headers, query = "") => ask(pull, `/api/inbox/events?${query}`, { ...headers, ...streams })],
  [
    "smee",
    ({ inboxToken }, { authorization, ...headers }) => {
      const query = authorization ? `?token=${authorization.replace("Bearer ", "")}` : "";
      const door = (request: Request) => smee(request, { params: Promise.resolve({ token: inboxToken }) });
      return ask(door, `/in/${inboxToken}${query}`, { ...headers, ...streams });
    },
  ],
];

const statusOf: Readonly<Record<string, number>> = { UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404 };

describe.each(doors)("%s", (_, door) => {
  for (const caller of callers) {
    test(`answers ${caller.name} as the role table says, and a cookie never`, async () => {
      const desk = await makeShown(secret);
      const headers = await caller.headers(desk);
      const { status, text } = await door(desk, headers);
      const expected: Expected = caller.expects({ permission: "inbox.read", confirmed: false });
      const isProgram = "authorization" in headers;
      expect(status).toBe(!isProgram ? 401 : expected === "in" ? 200 : statusOf[expected.code]);
      if (status === 200) expect(text).toContain(secret);
      else expect(text).not.toContain(secret);
    });
  }

  const bearer = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` });

  test.each(allRoles)("lets a token of a %s in as far as the role may read", async (role: Role) => {
    const desk = await makeShown(secret);
    const mayRead = (roleTable.inbox.read as readonly Role[]).includes(role);
    const { status, text } = await door(desk, bearer(await makeMember(desk, role)));
    expect([status, text.includes(secret)]).toEqual(mayRead ? [200, true] : [403, false]);
  });

  test("refuses tokens whose member is suspended, may not export, or lacks the second factor", async () => {
    const desk = await makeShown(secret);
    const limits: (Partial<Restrictions> & { suspendedAt?: Date })[] = [
      { suspendedAt: new Date() },
      { noExport: true },
    ];
    for (const limit of limits) {
      const { status, text } = await door(desk, bearer(await makeMember(desk, "agent", limit)));
      expect([status, text.includes(secret)]).toEqual([403, false]);
    }
    const agent = await makeMember(desk, "agent");
    await systemDb()
      .update(workspaces)
      .set({ twoFactorRequired: true })
      .where(eq(workspaces.id, desk.workspaceId));
    expect((await door(desk, bearer(agent))).status).toBe(403);
  });

  test("shows a token of the workspace everything, and one that has expired nothing", async () => {
    const desk = await makeShown(secret);
    const program = await makeProgram(desk, ["inbox.read"], null);
    expect((await door(desk, bearer(program))).text).toContain(secret);
    await systemDb()
      .update(apiTokens)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(apiTokens.id, program.tokenId));
    expect((await door(desk, bearer(program))).status).toBe(401);
  });

  test("shows restricted members only their numbers and chats", async () => {
    const desk = await makeShown("mine");
    const beyond = await makeNeighbour(desk, { allowed: true, text: secret });
    await makeEvent(desk.workspaceId, desk.inboxId, secret, beyond.sessionId);
    const oneNumber = await makeMember(desk, "agent", { onlyNumbers: [desk.numberId] });
    const assigned = await makeMember(desk, "agent", { assignedOnly: true });
    await assignTo(desk, assigned.userId);
    for (const member of [oneNumber, assigned]) {
      const { status, text } = await door(desk, bearer(member), "after=0");
      expect([status, text.includes("mine"), text.includes(secret)]).toEqual([200, true, false]);
    }
    const nothing = await makeMember(desk, "agent", { assignedOnly: true });
    expect((await door(desk, bearer(nothing), "after=0")).text).not.toMatch(/mine|other side/);
  });

  test("leaves out what arrived of numbers that are not allowed", async () => {
    const desk = await makeShown("mine");
    const { workspaceId, inboxId } = desk;
    const beyond = await makeNeighbour(desk, { allowed: false, text: secret });
    const [connection] = await systemDb()
      .select({ id: connections.id })
      .from(connections)
      .where(eq(connections.workspaceId, workspaceId));
    await systemDb().update(inboxes).set({ connectionId: connection?.id }).where(eq(inboxes.id, inboxId));
    await makeEvent(workspaceId, inboxId, secret, beyond.sessionId);
    const { status, text } = await door(desk, bearer(await makeProgram(desk)), "after=0");
    expect([status, text.includes("mine"), text.includes(secret)]).toEqual([200, true, false]);
  });

  test("hides phone numbers from whoever may not see them", async () => {
    const desk = await makeShown("call +55 11 98888-7777");
    const member = await makeMember(desk, "agent", { hidePhones: true });
    const { status, text } = await door(desk, bearer(member));
    expect(status).toBe(200);
    expect(text).toContain("message.received");
    expect(text).not.toMatch(/98888|5511999999999/);
  });

  test("serves nothing of another workspace, by its address or by its ids", async () => {
    const [ours, theirs] = [await makeShown("ours"), await makeShown(secret)];
    const headers = bearer(await makeProgram(ours));
    const queries = [`number=${theirs.numberId}`, `inbox=${theirs.inboxId}`, "after=0"];
    for (const query of queries) expect((await door(theirs, headers, query)).text).not.toContain(secret);
    expect((await door(ours, headers)).text).toContain("ours");
  });
});
