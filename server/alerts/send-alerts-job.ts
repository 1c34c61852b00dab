import { z } from "zod";
import type { Queryable } from "#db/client.ts";
import { databaseNow } from "#db/now.ts";
import { alertChannels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { messageOf } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { defineJob, enqueueNoLater, type JobDefinition } from "#server/jobs/index.ts";
import { type DueAlert, readDue } from "./due-alerts.ts";
import { againAt, fateOf } from "./fate.ts";
import { mailNews } from "./mail-news.ts";
import { pushNews } from "./push-news.ts";
import { findReader, type Reader } from "./reader.ts";
import { forgetAlerts, forgetAll, nextDue, noteReached, putOffAlerts } from "./settle-alerts.ts";
import type { Told } from "./told.ts";
import { type AlertTarget, endTurn, failTurn, takeTurn } from "./turns.ts";

const payload: z.ZodType<AlertTarget> = z.object({
  workspaceId: idSchema,
  userId: z.string().min(1),
  channel: z.enum(alertChannels),
});

/**
 * A mail server that hangs must not hold all jobs of this process up, of which there are eight at once: whoever finds
 * so many tellings under way comes again a little later.
 */
const maxAtOnce = 4;
const busyMs = 2_000;
let underWay = 0;

/**
 * Tells a member on one channel of everything that is due. News are forgotten after they are told, and a turn that was
 * taken for it ends by itself: a process that dies in between repeats that one mail, and loses none. Two runs never
 * tell at once.
 */
export const sendAlerts: JobDefinition<AlertTarget> = defineJob({
  name: "send-alerts",
  payload,
  async run(target) {
    if (underWay >= maxAtOnce) return comeAgain(target);
    underWay += 1;
    try {
      await tellWhatIsDue(target);
    } finally {
      underWay -= 1;
    }
  },
});

function comeAgain(target: AlertTarget): Promise<void> {
  const waitMs = busyMs * (1 + Math.random());
  return inTenant(target.workspaceId, (tx) => enqueueAt(tx, target, new Date(0), waitMs));
}

async function tellWhatIsDue(target: AlertTarget): Promise<void> {
  const reader = await findReader(target);
  if (!reader) return inTenant(target.workspaceId, (tx) => forgetAll(tx, target));
  const due = await takeDue(target, reader);
  if (!due) return;
  const told = due.news.length === 0 ? null : await tell(target, reader, due.news);
  await settle(target, reader, { ...due, told });
}

/** What comes within this time after the first of many is told along with it. */
const gatherMs = { push: 500, mail: 20_000, digest: 0 } as const;

/**
 * Has somebody told of their `alerts` rows once they are due, in the transaction that writes the rows. A run that waits
 * already is not put off. Whoever asks for several does so in the order of workspace, member and channel.
 */
export const enqueueAlerts = (tx: Queryable, target: AlertTarget, dueAt: Date): Promise<void> =>
  enqueueAt(tx, target, dueAt, gatherMs[target.channel]);

const enqueueAt = (tx: Queryable, { workspaceId, userId, channel }: AlertTarget, runAt: Date, waitMs = 0) =>
  enqueueNoLater(
    tx,
    sendAlerts,
    { workspaceId, userId, channel },
    { key: `alerts:${workspaceId}:${userId}:${channel}`, runAt, waitMs },
  );

type Due = { news: DueAlert[]; dropped: DueAlert[]; putOff: { id: string; dueAt: Date }[] };

/** Takes the turn and what it is for; null when there is nothing to do now. */
function takeDue(target: AlertTarget, reader: Reader): Promise<Due | null> {
  return inTenant(reader.sight, async (tx) => {
    const now = await databaseNow(tx);
    const heldUntil = await takeTurn(tx, target, now);
    if (heldUntil) {
      await enqueueAt(tx, target, heldUntil);
      return null;
    }
    const due = await readDue(tx, reader, target.channel, now);
    const fates = due.map((alert) => ({ alert, fate: fateOf(alert, reader, target.channel, now) }));
    return {
      news: fates.flatMap(({ alert, fate }) => (fate === "tell" ? [alert] : [])),
      dropped: fates.flatMap(({ alert, fate }) => (fate === "drop" ? [alert] : [])),
      putOff: fates.flatMap(({ alert: { id }, fate }) =>
        typeof fate === "object" ? [{ id, dueAt: fate.putOffTo }] : [],
      ),
    };
  });
}

async function tell({ channel }: AlertTarget, reader: Reader, news: DueAlert[]): Promise<Told> {
  try {
    return await (channel === "push" ? pushNews({ reader, news }) : mailNews({ reader, news }, channel));
  } catch (error) {
    log().warn({ channel, err: messageOf(error) }, "news could not be told; they are tried again later");
    return { done: false, reached: [] };
  }
}

function settle(
  target: AlertTarget,
  reader: Reader,
  { news, dropped, putOff, told }: Due & { told: Told | null },
): Promise<void> {
  return inTenant(target.workspaceId, async (tx) => {
    await putOffAlerts(tx, target, putOff);
    const now = await databaseNow(tx);
    const over = (told?.done ? [...news, ...dropped] : dropped).map((alert) => ({
      ...alert,
      againAt: againAt(alert, reader, target.channel, now),
    }));
    await forgetAlerts(tx, target, over);
    if (told && !told.done) await noteReached(tx, target, news, told.reached);
    const turnAt =
      told && !told.done
        ? await failTurn(tx, target, { ...told, now })
        : await endTurn(tx, target, { told: told !== null, now });
    const dueAt = await nextDue(tx, target);
    if (dueAt) await enqueueAt(tx, target, new Date(Math.max(dueAt.getTime(), turnAt.getTime())));
  });
}
