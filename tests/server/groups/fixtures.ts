import type { Sight } from "#db/tenant.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import type { Reader } from "#server/groups/reads.ts";
import { watchGroup } from "#server/groups/watch-group.ts";
import { type Connected, callsAt, makeConnected, operator } from "#tests/server/connections/fixtures.ts";

/** Somebody who sees the whole workspace, or the part of it in `sight`. */
export const readerIn = (
  { workspaceId }: Pick<Connected, "workspaceId">,
  sight: Partial<Sight> = {},
): Reader => ({
  place: { workspaceId, onlyNumbers: null, assignedTo: null, ...sight },
  ...{ actor: operator, seesAddresses: true },
});

/** Puts a WhatsApp group of a session into the sandbox, with the session's number as its owner. */
export function addWaGroup({ sandbox }: RunningSandbox, sessionId: string, name = "Residents") {
  const session = sandbox.store.sessions.get(sessionId);
  if (!session?.phoneNumber) throw new Error("The session has no number.");
  return sandbox.store.groups.add({
    ...{ id: newId(), tenantId: session.tenantId, sessionId, name, monitor: null },
    jid: `1203630${Math.floor(Math.random() * 1e11)}@g.us`,
    members: [{ phone: session.phoneNumber, name: null, role: "owner" }],
    ...{ messagesProcessed: 0, createdAtMs: Date.now() },
  });
}

/** A connected workspace that watches a group of its number by keywords. */
export async function makeWatched(sandbox: RunningSandbox) {
  const desk = await makeConnected(sandbox);
  const wa = addWaGroup(sandbox, desk.sessionId);
  const input = {
    ...{ numberId: desk.number.id, waGroup: wa.jid },
    ...{ mode: "keywords" as const, keywords: ["urgent"] },
  };
  const group = await watchGroup(desk.workspaceId, input, operator);
  return { ...desk, wa, group, reader: readerIn(desk) };
}

/** How often the tenant called an operation. */
export const timesCalled = (sandbox: RunningSandbox, tenantId: string, operation: string): number =>
  callsAt(sandbox, tenantId).filter((call) => call.operation === operation).length;
