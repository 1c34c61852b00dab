import { z } from "zod";
import type { attemptErrors, deliveryStates } from "#db/schema/deliveries.ts";

export type DeliveryState = (typeof deliveryStates)[number];
export type AttemptError = (typeof attemptErrors)[number];

const stateSchema = z.enum(["pending", "delivering", "failed", "delivered", "dead", "blocked", "cancelled"]);

/** Newest first; `cursor` is the `nextCursor` of the page before. */
export const listDeliveriesSchema = z.object({
  destinationId: z.uuid().optional(),
  eventId: z.uuid().optional(),
  states: z.array(stateSchema).max(7).optional(),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListDeliveriesInput = z.output<typeof listDeliveriesSchema>;

export const exportDeliveriesSchema = z.object({
  destinationId: z.uuid().optional(),
  state: stateSchema.optional(),
  format: z.enum(["csv", "json"]),
});
export type ExportDeliveriesInput = z.output<typeof exportDeliveriesSchema>;

export const deliveryInput = z.object({ deliveryId: z.uuid() });
export const storyInput = z.object({ eventId: z.uuid() });
const destinationScope = z.object({ destinationId: z.uuid() });

/** Hours back from now. */
export const chartSchema = destinationScope.extend({ hours: z.int().min(1).max(720).default(24) });
export type ChartInput = z.output<typeof chartSchema>;

/** Instants are ISO 8601. */
export type DeliveryView = {
  id: string;
  destination: { id: string; name: string };
  eventId: string;
  seq: number;
  /** The event's name. */
  event: string | null;
  state: DeliveryState;
  attempts: number;
  isReplay: boolean;
  /** When it is tried next; null once it has ended. */
  dueAt: string | null;
  lastStatus: number | null;
  lastError: AttemptError | null;
  createdAt: string;
  endedAt: string | null;
};
export type DeliveryPage = { deliveries: DeliveryView[]; nextCursor: string | null };

export type AttemptView = {
  number: number;
  startedAt: string;
  durationMs: number;
  firstByteMs: number | null;
  address: string | null;
  status: number | null;
  error: AttemptError | null;
  detail: string | null;
  responseHeaders: Record<string, string> | null;
  /** As text; what is no text in it is replaced. */
  responseBody: string;
  responseCut: boolean;
};
export type DeliveryDetail = DeliveryView & { attemptList: AttemptView[] };

/** The account: `accepted` is what it was given; the rest adds up to it, or `balanced` is false. */
export type LedgerView = {
  accepted: number;
  delivered: number;
  /** Pending, delivering and failed. */
  waiting: number;
  dead: number;
  blocked: number;
  cancelled: number;
  balanced: boolean;
  checkedAt: string | null;
};

export type ChartHour = { hour: string; delivered: number; failed: number; dead: number; blocked: number };
export type ConsoleView = {
  ledger: LedgerView;
  hours: ChartHour[];
  /** Of attempts in these hours; null when there were none. Percentiles are upper bounds in milliseconds. */
  successRate: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  /** The oldest that waits. */
  oldestWaitingAt: string | null;
};

/** Why an event has no delivery, for the story of an event. */
export type UndeliveredReason = "no_destination" | "no_match" | "disabled" | "not_yet";
export type EventStory = { deliveries: DeliveryView[]; undelivered: UndeliveredReason | null };
