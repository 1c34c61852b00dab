import { and, eq, lt, ne, or } from "drizzle-orm";
import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { type MoltflowClient, MoltflowError, type Session } from "#server/moltflow/index.ts";
import { endPairing } from "./end-pairing.ts";
import { getNumber } from "./reads.ts";
import { scheduleRefresh } from "./refresh-job.ts";
import { type NumberKey, saveStatus } from "./save-status.ts";
import type { NumberView } from "./view.ts";

export type NumberMove = "start" | "stop" | "restart" | "logout";

type Move = {
  call: (client: MoltflowClient, sessionId: string) => Promise<Session | null>;
  /** The status that follows when MoltFlow accepts without naming one. */
  leadsTo: "starting" | "stopped";
};

const moves: Record<NumberMove, Move> = {
  start: { call: (client, id) => client.startSession(id), leadsTo: "starting" },
  stop: { call: (client, id) => client.stopSession(id), leadsTo: "stopped" },
  restart: { call: (client, id) => client.restartSession(id), leadsTo: "starting" },
  logout: { call: (client, id) => client.logoutSession(id), leadsTo: "stopped" },
};

/** After this long a start that nobody heard of again may be repeated. */
const startPatienceMs = 60_000;

/**
 * Starts, stops, restarts or logs out a number. A stop or logout ends its pairing.
 * @throws DomainError `number.not_found`, `number.starting` or `number.pairing` while a start is in flight,
 * `connection.missing`, `moltflow.*`
 */
export async function moveNumber(
  workspaceId: string,
  numberId: string,
  verb: NumberMove,
  actor: Actor,
): Promise<NumberView> {
  const key = { workspaceId, numberId };
  const { call, leadsTo } = moves[verb];
  const before = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
  const at = new Date();
  if (verb !== "start") await askDown(key, at);
  if (leadsTo === "starting") await claimStart(key, before, at);
  const session = await callMoltflow(workspaceId, turnOf(actor, "send"), (client) =>
    call(client, before.sessionId),
  ).catch((error: unknown) => giveBack(key, before, at, error));
  return inTenant(workspaceId, async (tx) => {
    const heard = session ?? { status: leadsTo };
    await saveStatus(tx, key, verb === "logout" ? { ...heard, phoneNumber: null } : heard, at);
    if (leadsTo === "stopped") await endPairing(tx, key, { state: "failed", failure: "stopped" });
    await record(tx, { workspaceId, actor, action: `number.${verb}`, target: numberId });
    await nudge(tx, workspaceId, "numbers");
    return getNumber(tx, workspaceId, numberId);
  });
}

/** Its drop is wanted; the event may come before the answer to our call. */
function askDown(key: NumberKey, at: Date): Promise<unknown> {
  return inTenant(key.workspaceId, (tx) => tx.update(numbers).set({ askedDownAt: at }).where(itself(key)));
}

/**
 * MoltFlow must never have two starts of a number in flight, so a start is committed as `starting` before the call. The
 * refresh that is scheduled with it brings the true status, whatever becomes of this process.
 */
function claimStart(key: NumberKey, number: NumberView, at: Date): Promise<void> {
  if (number.pairing) throw isPairing();
  const isFree = or(
    ne(numbers.status, "starting"),
    lt(numbers.statusAt, new Date(at.getTime() - startPatienceMs)),
  );
  return inTenant(key.workspaceId, async (tx) => {
    const claimed = await tx
      .update(numbers)
      .set({ status: "starting", statusAt: at })
      .where(and(itself(key), isFree))
      .returning({ id: numbers.id });
    if (claimed.length === 0) throw isStarting();
    await scheduleRefresh(tx, key);
    await nudge(tx, key.workspaceId, "numbers");
  });
}

/** Takes a claim back when MoltFlow surely did nothing and nobody heard anything newer. @throws the error */
async function giveBack(key: NumberKey, { status }: NumberView, at: Date, error: unknown): Promise<never> {
  const cause = error instanceof DomainError ? error.cause : error;
  const mayBeDone = cause instanceof MoltflowError && cause.outcome === "unknown";
  if (!mayBeDone) {
    await inTenant(key.workspaceId, async (tx) => {
      await tx
        .update(numbers)
        .set({ status })
        .where(and(itself(key), eq(numbers.status, "starting"), eq(numbers.statusAt, at)));
      await nudge(tx, key.workspaceId, "numbers");
    });
  }
  throw error;
}

const itself = ({ workspaceId, numberId }: NumberKey) =>
  and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId));

const isPairing = () =>
  new DomainError(
    "conflict",
    "number.pairing",
    "This number is being paired, which starts it. Finish or cancel the pairing first.",
  );

const isStarting = () =>
  new DomainError(
    "conflict",
    "number.starting",
    "This number is starting already. Wait until it has started; its state changes here by itself.",
  );
