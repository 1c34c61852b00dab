import { EventEmitter } from "node:events";
import { type JobHelpers, Logger, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { mailSecurityNews } from "#server/account/jobs.ts";
import { sendAlerts, sweepAlerts } from "#server/alerts/jobs.ts";
import { sealAudits } from "#server/audit/jobs.ts";
import { mailPayment, reconcileBilling } from "#server/billing/jobs.ts";
import { reconcileDue, syncChats } from "#server/chat-syncs/jobs.ts";
import { wakeSnoozed } from "#server/chats/jobs.ts";
import { env } from "#server/core/env.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { metrics } from "#server/core/metrics.ts";
import {
  eraseContactJob,
  eraseUpstreamJob,
  exportData,
  forgetExport,
  keepToRetention,
} from "#server/data/jobs.ts";
import { checkLedgers } from "#server/deliveries/check-ledgers-job.ts";
import { mailTrouble } from "#server/deliveries/jobs.ts";
import { processEvents } from "#server/inbox/jobs.ts";
import { mailInvitation } from "#server/invitations/jobs.ts";
import type { JobDefinition } from "#server/jobs/index.ts";
import { type Presence, showPresence } from "#server/jobs/presence.ts";
import { readChatLabelsJob, syncLabelsJob } from "#server/labels/jobs.ts";
import { endLostSend, sendMessage } from "#server/messages/jobs.ts";
import { sendLater } from "#server/messages/later/send-later-job.ts";
import { lookForSent } from "#server/messages/look-for-sent.ts";
import { MoltflowError } from "#server/moltflow/index.ts";
import { wakeNotice } from "#server/notices/jobs.ts";
import {
  alertDrop,
  followNumber,
  lookAtNumbers,
  lookAtNumbersDue,
  mailDrop,
  pairNumber,
  refreshNumber,
} from "#server/numbers/jobs.ts";
import { fitToPlanJob } from "#server/plans/jobs.ts";
import { runReplay, tendReplays } from "#server/replays/jobs.ts";
import { refreshRead } from "#server/upstream/jobs.ts";
import { countUsage } from "#server/usage/jobs.ts";
import { purge, purgeDue } from "#server/workspaces/jobs.ts";
import { housekeeping } from "./housekeeping.ts";

/** Jobs running at once in one process; each waits for the database or for MoltFlow most of its time. */
const concurrency = 8;

/** Jobs are logged by `taskOf`, once each; what the library says beyond that is only of use when it is in trouble. */
const quietLogger = new Logger(() => (level, message) => {
  if (level === "error" || level === "warning") log().warn({ from: "graphile-worker" }, message);
});

/** The minute is used up, as we count it or as MoltFlow does: that passes by itself, and when is known. */
const turnKinds: ReadonlySet<string> = new Set(["budget_wait", "rate_limited"]);

/** When a job that found MoltFlow's minute used up may go on, in epoch milliseconds; null for any other error. */
function turnOf(error: unknown): number | null {
  const cause = error instanceof DomainError ? error.cause : error;
  return cause instanceof MoltflowError && turnKinds.has(cause.kind) ? cause.retryAtMs : null;
}

/** Runs the job again then, which is no failed attempt and keeps no other job from running. */
async function comeAgain({ job, addJob, query }: JobHelpers, atMs: number): Promise<void> {
  const { id, key, payload, task_identifier: task, max_attempts: maxAttempts } = job;
  const { rows } = await query<{ key: string | null }>(
    "select key from graphile_worker._private_jobs where id = $1",
    [id],
  );
  // Somebody has asked for the same anew meanwhile: that one goes on.
  if (key !== null && rows[0]?.key !== key) return;
  await addJob(task, payload, { runAt: new Date(atMs), maxAttempts, ...(key !== null && { jobKey: key }) });
}

function taskOf<Payload>(job: JobDefinition<Payload>): TaskList {
  return {
    [job.name]: async (rawPayload, helpers) => {
      const { id, attempts } = helpers.job;
      const endTimer = metrics().jobSeconds.startTimer({ task: job.name });
      const fields = { task: job.name, jobId: id, attempts };
      try {
        await job.run(job.payload.parse(rawPayload), helpers.abortSignal);
        metrics().jobs.inc({ task: job.name, outcome: "done" });
        log().debug(fields, "job done");
      } catch (error) {
        const turnMs = turnOf(error);
        if (turnMs !== null) {
          metrics().jobs.inc({ task: job.name, outcome: "waits" });
          log().debug({ ...fields, waitMs: turnMs - Date.now() }, "job waits for its turn at MoltFlow");
          return await comeAgain(helpers, turnMs);
        }
        metrics().jobs.inc({ task: job.name, outcome: "failed" });
        log().error({ ...fields, err: messageOf(error) }, "job failed; it runs again later");
        throw error;
      } finally {
        endTimer();
      }
    },
  };
}

/** Starts taking jobs. The returned runner's `stop()` lets running jobs finish. */
export async function startWorker(): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter();
  let presence: Presence | null = null;
  events.once("pool:create", ({ workerPool }) => {
    presence = showPresence(workerPool.id);
  });
  const runner = await takeJobs(events);
  const leave = () => void presence?.stop();
  runner.promise.then(leave, leave);
  return runner;
}

function takeJobs(events: WorkerEvents): Promise<Runner> {
  return run({
    events,
    connectionString: env().DATABASE_URL,
    taskList: {
      ...taskOf(processEvents),
      ...taskOf(sendMessage),
      ...taskOf(endLostSend),
      ...taskOf(lookForSent),
      ...taskOf(sendLater),
      ...taskOf(fitToPlanJob),
      ...taskOf(sendAlerts),
      ...taskOf(sweepAlerts),
      ...taskOf(alertDrop),
      ...taskOf(followNumber),
      ...taskOf(mailDrop),
      ...taskOf(mailTrouble),
      ...taskOf(mailPayment),
      ...taskOf(reconcileBilling),
      ...taskOf(lookAtNumbers),
      ...taskOf(lookAtNumbersDue),
      ...taskOf(pairNumber),
      ...taskOf(refreshNumber),
      ...taskOf(syncLabelsJob),
      ...taskOf(readChatLabelsJob),
      ...taskOf(mailSecurityNews),
      ...taskOf(purge),
      ...taskOf(purgeDue),
      ...taskOf(mailInvitation),
      ...taskOf(sealAudits),
      ...taskOf(exportData),
      ...taskOf(forgetExport),
      ...taskOf(eraseContactJob),
      ...taskOf(eraseUpstreamJob),
      ...taskOf(keepToRetention),
      ...taskOf(refreshRead),
      ...taskOf(wakeSnoozed),
      ...taskOf(wakeNotice),
      ...taskOf(syncChats),
      ...taskOf(reconcileDue),
      ...taskOf(runReplay),
      ...taskOf(tendReplays),
      ...taskOf(checkLedgers),
      ...taskOf(countUsage),
      ...taskOf(housekeeping),
    },
    crontab: [
      `* * * * * ${reconcileDue.name}`,
      `* * * * * ${tendReplays.name}`,
      `*/5 * * * * ${sweepAlerts.name}`,
      `29 3 * * * ${keepToRetention.name}`,
      `11 4 * * * ${reconcileBilling.name}`,
      `*/10 * * * * ${lookAtNumbersDue.name}`,
      `17 * * * * ${housekeeping.name}`,
      `23 * * * * ${checkLedgers.name}`,
      `41 * * * * ${purgeDue.name}`,
      `*/10 * * * * ${countUsage.name}`,
      `5 0 * * * ${sealAudits.name}`,
    ].join("\n"),
    concurrency,
    noHandleSignals: true,
    logger: quietLogger,
  });
}
