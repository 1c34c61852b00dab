import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { members, pairings } from "#db/schema/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { type Role, tokenScopes } from "#server/members/roles.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeUser, makeWorkspace } from "#tests/support/factories.ts";

test("the code that links a phone is for people who write, not for viewers or programs", async () => {
  const { workspaceId, slug: workspace, owner } = await makeWorkspace();
  const { numberId } = await makeConnectedNumber(workspaceId);
  await systemDb()
    .insert(pairings)
    .values({ workspaceId, id: newId(), numberId, state: "waiting_for_scan", qrPng: "Y29kZQ==" });
  const join = async (role: Role) => {
    const person = await makeUser();
    await systemDb().insert(members).values({ workspaceId, userId: person.id, role });
    return callerOf(person);
  };
  const grant = { tokenId: newId(), workspaceId, userId: null, scopes: tokenScopes };
  const program = await callerOf(owner, {
    viewer: null,
    grant: { ...grant, hasTwoFactor: false, digest: digest("a token") },
  });
  const codeFor = async (api: Awaited<ReturnType<typeof join>>) =>
    (await api.numbers.pairing({ workspace, numberId }))?.qrPng;
  expect(await codeFor(await join("agent"))).toBe("Y29kZQ==");
  expect(await codeFor(await join("viewer"))).toBeNull();
  expect(await codeFor(program)).toBeNull();
});
