import { z } from "zod";
import type { Random } from "./random.ts";

/** The five meanings of a 403. */
export const forbiddenReasons = ["scope", "plan", "history", "policy", "role"] as const;
export type ForbiddenReason = (typeof forbiddenReasons)[number];

const common = {
  /** Only this tenant; all of them when left out. */
  tenantId: z.uuid().optional(),
  /** Only this operation of the contract (its operationId); all of them when left out. */
  operation: z.string().min(1).optional(),
  /** Lets so many calls pass before the first hit. */
  after: z.int().nonnegative().optional(),
  /** Ends by itself after so many hits; stays until removed when left out. */
  times: z.int().positive().optional(),
  /** Hits this share of the calls, drawn from the seeded sequence. */
  rate: z.number().gt(0).max(1).default(1),
};

/** What can be made to go wrong. One entry a fault; several may be on at once. */
export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("latency"), ms: z.int().nonnegative(), ...common }),
  z.strictObject({
    kind: z.literal("rate_limited"),
    withHeaders: z.boolean().default(true),
    /** What the headers say is left; above 0 it is one number that is held back, not the tenant. */
    remaining: z.int().nonnegative().default(0),
    resetAfterMs: z.int().positive().default(30_000),
    ...common,
  }),
  z.strictObject({ kind: z.literal("forbidden"), reason: z.enum(forbiddenReasons), ...common }),
  z.strictObject({
    kind: z.literal("server_error"),
    status: z.int().min(500).max(599).default(500),
    ...common,
  }),
  z.strictObject({ kind: z.literal("hang"), ...common }),
  z.strictObject({
    kind: z.literal("timeout_after_work"),
    /** Close the connection without an answer instead of leaving it open. */
    closeConnection: z.boolean().default(false),
    ...common,
  }),
  z.strictObject({
    kind: z.literal("webhook_duplicate"),
    copies: z.int().min(1).max(10).default(1),
    ...common,
  }),
  z.strictObject({ kind: z.literal("webhook_drop"), ...common }),
  z.strictObject({ kind: z.literal("webhook_delay"), ms: z.int().positive(), ...common }),
  z.strictObject({
    kind: z.literal("webhook_reorder"),
    holdMs: z.int().positive().default(2_000),
    ...common,
  }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault["kind"];
/** `passed` counts the calls it was asked about, `hits` those it struck. */
export type ActiveFault = { id: string; fault: Fault; passed: number; hits: number };

type Situation = { tenantId: string | null; operation: string };

export type Faults = {
  add(fault: Fault): ActiveFault;
  list(): ActiveFault[];
  remove(id: string): boolean;
  clear(tenantId?: string): void;
  /** The fault of this kind that hits now, or undefined. Counts as a hit. */
  strike<K extends FaultKind>(kind: K, situation: Situation): Extract<Fault, { kind: K }> | undefined;
};

function isKind<K extends FaultKind>(fault: Fault, kind: K): fault is Extract<Fault, { kind: K }> {
  return fault.kind === kind;
}

export function createFaults(random: Random): Faults {
  const active = new Map<string, ActiveFault>();

  function applies(entry: ActiveFault, situation: Situation): boolean {
    const { fault } = entry;
    if (fault.tenantId && fault.tenantId !== situation.tenantId) return false;
    if (fault.operation && fault.operation !== situation.operation) return false;
    entry.passed += 1;
    if (entry.passed <= (fault.after ?? 0)) return false;
    return fault.rate >= 1 || random.next() < fault.rate;
  }

  return {
    add(fault) {
      const entry = { id: random.uuid(), fault, passed: 0, hits: 0 };
      active.set(entry.id, entry);
      return entry;
    },
    list: () => [...active.values()],
    remove: (id) => active.delete(id),
    clear(tenantId) {
      for (const { id, fault } of active.values()) {
        if (!tenantId || fault.tenantId === tenantId) active.delete(id);
      }
    },
    strike(kind, situation) {
      for (const entry of active.values()) {
        const { fault } = entry;
        if (!isKind(fault, kind) || !applies(entry, situation)) continue;
        entry.hits += 1;
        if (fault.times && entry.hits >= fault.times) active.delete(entry.id);
        return fault;
      }
      return undefined;
    },
  };
}
