import type { Sandbox } from "./sandbox.ts";
import type { UsageDay } from "./store.ts";

type Counted = "sent" | "received" | "apiCalls";

/** The UTC day of an instant, YYYY-MM-DD. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Adds one to a tenant's count of today. */
export function count(sandbox: Sandbox, tenantId: string, what: Counted): void {
  const { store, clock } = sandbox;
  const day = dayOf(clock.now());
  const id = `${tenantId}:${day}`;
  const row =
    store.usageDays.get(id) ?? store.usageDays.add({ id, tenantId, day, sent: 0, received: 0, apiCalls: 0 });
  row[what] += 1;
}

/** Sums of the days whose date starts with `period` (a month as YYYY-MM, or one day). */
export function usageIn(sandbox: Sandbox, tenantId: string, period: string): Record<Counted, number> {
  const days = sandbox.store.usageDays.of(tenantId).filter((row) => row.day.startsWith(period));
  const sum = (pick: (row: UsageDay) => number) => days.reduce((total, row) => total + pick(row), 0);
  return {
    sent: sum((row) => row.sent),
    received: sum((row) => row.received),
    apiCalls: sum((row) => row.apiCalls),
  };
}
