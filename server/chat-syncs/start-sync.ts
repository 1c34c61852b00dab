import type { Transaction } from "#db/client.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { getNumber } from "#server/numbers/index.ts";
import { listSyncs } from "./reads.ts";
import { beginSync, changeSync, isOpen, lockSync, type SyncKey, type SyncRow } from "./rows.ts";
import type { ChatSyncView, SyncKind } from "./schemas.ts";
import { scheduleSync } from "./sync-job.ts";

/** What somebody asks of a number's syncs; each is done once, however many ask at the same time. */
type Act = (tx: Transaction, key: SyncKey, row: SyncRow | null) => Promise<"done" | "was_so">;

async function onNumber(
  place: Place,
  numberId: string,
  kind: SyncKind,
  { act, action, actor }: { act: Act; action: `number.${string}`; actor: Actor },
): Promise<ChatSyncView> {
  const { workspaceId } = sightIn(place);
  await inTenant(place, (tx) => getNumber(tx, place, numberId));
  return inTenant(workspaceId, async (tx) => {
    const key = { workspaceId, numberId, kind };
    if ((await act(tx, key, await lockSync(tx, key))) === "done") {
      await record(tx, { workspaceId, actor, action, target: numberId });
    }
    const view = (await listSyncs(tx, workspaceId, numberId)).find((sync) => sync.kind === kind);
    if (!view) throw nothingToDo();
    return view;
  });
}

const begin: Act = async (tx, key, row) => {
  if (isOpen(row)) return "was_so";
  await scheduleSync(tx, { ...key, run: await beginSync(tx, key) });
  return "done";
};

/**
 * Reads the number's past from MoltFlow, call by call within the budget; one that runs already goes on.
 * @throws DomainError `number.not_found`
 */
export const startBackfill = (place: Place, numberId: string, actor: Actor) =>
  onNumber(place, numberId, "backfill", { act: begin, action: "number.read_past", actor });

/** Looks for messages that no event told of. @throws DomainError `number.not_found` */
export const startReconcile = (place: Place, numberId: string, actor: Actor) =>
  onNumber(place, numberId, "reconcile", { act: begin, action: "number.find_gaps", actor });

/** Stops the back-fill where it is. @throws DomainError `number.not_found`, conflict `chat_sync.not_running` */
export const pauseBackfill = (place: Place, numberId: string, actor: Actor) =>
  onNumber(place, numberId, "backfill", {
    actor,
    action: "number.pause_past",
    act: async (tx, key, row) => {
      if (row?.state === "paused") return "was_so";
      if (!isOpen(row)) throw nothingToDo();
      await changeSync(tx, key, { state: "paused" });
      return "done";
    },
  });

/**
 * Goes on where the back-fill was paused, or where an error stopped it: Recheck.
 * @throws DomainError `number.not_found`, conflict `chat_sync.not_paused`
 */
export const resumeBackfill = (place: Place, numberId: string, actor: Actor) =>
  onNumber(place, numberId, "backfill", {
    actor,
    action: "number.resume_past",
    act: async (tx, key, row) => {
      if (isOpen(row)) return "was_so";
      if (row?.state !== "paused" && row?.state !== "failed") throw nothingPaused();
      const run = row.run + 1;
      await changeSync(tx, key, { state: "waiting", failure: null, finishedAt: null, run });
      await scheduleSync(tx, { ...key, run });
      return "done";
    },
  });

/** Ends the back-fill; what it has read stays. @throws DomainError `number.not_found`, conflict `chat_sync.not_running` */
export const cancelBackfill = (place: Place, numberId: string, actor: Actor) =>
  onNumber(place, numberId, "backfill", {
    actor,
    action: "number.cancel_past",
    act: async (tx, key, row) => {
      if (row?.state === "cancelled") return "was_so";
      if (!isOpen(row) && row?.state !== "paused" && row?.state !== "failed") throw nothingToDo();
      await changeSync(tx, key, { state: "cancelled", failure: null, cursor: null, finishedAt: new Date() });
      return "done";
    },
  });

const nothingToDo = () =>
  new DomainError(
    "conflict",
    "chat_sync.not_running",
    "This number's past is not being read at the moment. Look at the page again; start it there if it is still needed.",
  );

const nothingPaused = () =>
  new DomainError(
    "conflict",
    "chat_sync.not_paused",
    "Reading this number's past was neither paused nor stopped. Look at the page again; start it there if it is still needed.",
  );
