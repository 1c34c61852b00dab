import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { nudge } from "#server/live/index.ts";
import { lockColleague } from "#server/members/index.ts";
import { getNumber } from "./reads.ts";
import { saveStatus } from "./save-status.ts";
import type { NumberView } from "./view.ts";

/**
 * Names the member who has the number's phone, or nobody.
 * @throws DomainError `number.not_found`, `member.not_found`
 */
export function setHolder(
  workspaceId: string,
  { numberId, userId }: { numberId: string; userId: string | null },
  actor: Actor,
): Promise<NumberView> {
  return inTenant(workspaceId, async (tx) => {
    const { holder } = await getNumber(tx, workspaceId, numberId);
    if (userId !== null) await lockColleague(tx, workspaceId, userId);
    const details = { before: holder?.userId ?? null, after: userId };
    await change(tx, { workspaceId, numberId }, { holderId: userId });
    await record(tx, { workspaceId, actor, action: "number.set_holder", target: numberId, details });
    return getNumber(tx, workspaceId, numberId);
  });
}

/**
 * Changes what MoltFlow keeps with the session.
 * @throws DomainError `number.not_found`, `connection.missing`, `moltflow.*`
 */
export async function changeSettings(
  workspaceId: string,
  { numberId, autoTranscribe }: { numberId: string; autoTranscribe: boolean },
  actor: Actor,
): Promise<NumberView> {
  const { sessionId } = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
  const config = await callMoltflow(workspaceId, turnOf(actor, "send"), (client) =>
    client.updateSessionSettings(sessionId, { autoTranscribe }),
  );
  // What MoltFlow answers counts; it need not name a setting that it took.
  const kept = typeof config.auto_transcribe === "boolean" ? config.auto_transcribe : autoTranscribe;
  return inTenant(workspaceId, async (tx) => {
    await change(tx, { workspaceId, numberId }, { autoTranscribe: kept });
    const details = { autoTranscribe: kept };
    await record(tx, { workspaceId, actor, action: "number.change_settings", target: numberId, details });
    return getNumber(tx, workspaceId, numberId);
  });
}

/**
 * Asks MoltFlow how the number is at this moment.
 * @throws DomainError `number.not_found`, `connection.missing`, `moltflow.*`
 */
export async function checkNumber(workspaceId: string, numberId: string, actor: Actor): Promise<NumberView> {
  const { sessionId } = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
  const at = new Date();
  const session = await callMoltflow(workspaceId, turnOf(actor, "read"), (client) =>
    client.getSession(sessionId),
  );
  return inTenant(workspaceId, async (tx) => {
    await saveStatus(tx, { workspaceId, numberId }, session, at);
    const { auto_transcribe: autoTranscribe } = session.config;
    if (typeof autoTranscribe === "boolean") await change(tx, { workspaceId, numberId }, { autoTranscribe });
    await nudge(tx, workspaceId, "numbers");
    return getNumber(tx, workspaceId, numberId);
  });
}

async function change(
  tx: Transaction,
  { workspaceId, numberId }: { workspaceId: string; numberId: string },
  to: Partial<typeof numbers.$inferInsert>,
): Promise<void> {
  await tx
    .update(numbers)
    .set(to)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId)));
  await nudge(tx, workspaceId, "numbers");
}
