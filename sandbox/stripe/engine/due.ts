import { day, hour } from "../calendar.ts";
import type { Invoice } from "../rows/invoices.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { forgetPending, updating } from "./change.ts";
import { expireCheckout } from "./checkout.ts";
import { collect, finalizeAndCollect } from "./collect.ts";
import { cancelNow, hasEnded } from "./ending.ts";
import { endTrial, expireIncomplete, renew, warnOfTrialEnd } from "./renew.ts";
import { endPhase } from "./schedules.ts";

/** Something that happens by itself. Of two at one moment the lower rank goes first. */
type Due = { at: number; rank: number; run(): void };

const trialWarning = 3 * day;
const firstPaymentWithin = 23 * hour;

function expirePendingUpdate(sandbox: Sandbox, subscription: Subscription): void {
  updating(sandbox, subscription, () => forgetPending(sandbox, subscription));
  sandbox.emit("customer.subscription.pending_update_expired", subscription);
}

function duesOfSubscription(sandbox: Sandbox, subscription: Subscription): Due[] {
  if (hasEnded(subscription)) return [];
  const { status, cancel_at, trial_end, pending_update } = subscription;
  const dues: Due[] = [];
  const add = (at: number, rank: number, run: () => void) => dues.push({ at, rank, run });
  if (cancel_at !== null) add(cancel_at, 1, () => cancelNow(sandbox, subscription));
  if (pending_update) add(pending_update.expires_at, 1, () => expirePendingUpdate(sandbox, subscription));
  if (status === "incomplete") {
    add(subscription.created + firstPaymentWithin, 1, () => expireIncomplete(sandbox, subscription));
  } else if (status === "trialing" && trial_end !== null) {
    const warnAt = Math.max(subscription.created, trial_end - trialWarning);
    if (!subscription.trial_warned) add(warnAt, 2, () => warnOfTrialEnd(sandbox, subscription));
    add(trial_end, 3, () => endTrial(sandbox, subscription));
  } else if (status !== "paused") add(subscription.current_period_end, 3, () => renew(sandbox, subscription));
  return dues;
}

function retry(sandbox: Sandbox, invoice: Invoice): void {
  invoice.retry_at = null;
  collect(sandbox, invoice);
}

function duesOfInvoice(sandbox: Sandbox, invoice: Invoice): Due[] {
  const { status, automatically_finalizes_at: finalizesAt, retry_at: retryAt } = invoice;
  if (status === "draft" && finalizesAt !== null) {
    return [{ at: finalizesAt, rank: 4, run: () => void finalizeAndCollect(sandbox, invoice) }];
  }
  if (status === "open" && retryAt !== null)
    return [{ at: retryAt, rank: 4, run: () => retry(sandbox, invoice) }];
  return [];
}

function allDues(sandbox: Sandbox): Due[] {
  const { store } = sandbox;
  return [
    ...store.schedules
      .where(({ status }) => status === "active")
      .map((schedule) => ({
        at: schedule.phases[schedule.phase]?.end_date ?? Number.POSITIVE_INFINITY,
        rank: 0,
        run: () => endPhase(sandbox, schedule),
      })),
    ...store.subscriptions.all().flatMap((subscription) => duesOfSubscription(sandbox, subscription)),
    ...store.invoices.all().flatMap((invoice) => duesOfInvoice(sandbox, invoice)),
    ...store.checkoutSessions
      .where(({ status }) => status === "open")
      .map((session) => ({ at: session.expires_at, rank: 1, run: () => expireCheckout(sandbox, session) })),
  ];
}

function isBefore(left: Due, right: Due): boolean {
  return left.at < right.at || (left.at === right.at && left.rank < right.rank);
}

function nextDue(sandbox: Sandbox, until: number): Due | undefined {
  let next: Due | undefined;
  for (const due of allDues(sandbox)) {
    if (due.at <= until && (!next || isBefore(due, next))) next = due;
  }
  return next;
}

function runDue(sandbox: Sandbox, due: Due): void {
  sandbox.request = { id: null, idempotency_key: null };
  sandbox.clock.at(due.at, due.run);
  sandbox.changed();
}

/** Works off everything whose moment has come, each dated by its own moment. */
export function workOffDue(sandbox: Sandbox): void {
  const now = sandbox.clock.now();
  for (let due = nextDue(sandbox, now); due; due = nextDue(sandbox, now)) runDue(sandbox, due);
}

/**
 * Moves the clock to `until`, stopping at every moment at which something falls due. Webhooks of one moment go out
 * before the next one comes, so that who asks the API meanwhile sees that moment's state.
 */
export async function advanceTo(sandbox: Sandbox, until: number): Promise<void> {
  for (let due = nextDue(sandbox, until); due; due = nextDue(sandbox, until)) {
    sandbox.clock.moveTo(due.at);
    runDue(sandbox, due);
    await sandbox.webhooks.flushed();
  }
  sandbox.clock.moveTo(until);
  sandbox.changed();
}
