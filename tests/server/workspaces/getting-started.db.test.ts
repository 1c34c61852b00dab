import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { setHolder } from "#server/numbers/change-number.ts";
import { readGettingStarted } from "#server/workspaces/getting-started.ts";
import { makeConnected, operator } from "#tests/server/connections/fixtures.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeEvent, makeInbox, makeUser, makeWorkspace } from "#tests/support/factories.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterAll(() => sandbox.close());

const nothing = {
  ...{ connected: false, paired: false, received: false },
  ...{ replied: false, invited: false, alerts: false },
};

test("a new workspace has everything before it, and another's progress is not its own", async () => {
  const { workspaceId } = await makeWorkspace();
  await makeConnected(sandbox);
  expect(await readGettingStarted(workspaceId)).toEqual(nothing);
});

test("each step is done once the workspace shows it", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, slug, number } = desk;
  const connected = { ...nothing, connected: true, paired: true };
  expect(await readGettingStarted(workspaceId)).toEqual(connected);
  const inbox = await makeInbox(workspaceId);
  await makeEvent(workspaceId, inbox.id, "Hello");
  expect(await readGettingStarted(workspaceId)).toEqual({ ...connected, received: true });
  const caller = await callerOf(desk.owner);
  await caller.messages.send({
    ...{ workspace: slug, numberId: number.id, chatId: "15550104499@c.us", text: "Hi" },
    idempotencyKey: newId(),
  });
  const colleague = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: colleague.id, role: "agent" });
  await setHolder(workspaceId, { numberId: number.id, userId: colleague.id }, operator);
  const all = Object.fromEntries(Object.keys(nothing).map((step) => [step, true]));
  expect(await readGettingStarted(workspaceId)).toEqual(all);
});
