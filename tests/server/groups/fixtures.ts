import type { Sight } from "#db/tenant.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import type { Reader } from "#server/groups/reads.ts";
import { type Connected, operator } from "#tests/server/connections/fixtures.ts";

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
