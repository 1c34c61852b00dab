import type { ChartHour } from "#server/deliveries/schemas.ts";

export type Slot = Omit<ChartHour, "hour"> & {
  /** When it begins, in milliseconds. */
  at: number;
};

const hourMs = 60 * 60 * 1000;

/** Hours that one bar stands for, so that there are about thirty of them. */
export const hoursPerSlot = (hours: number): number => (hours <= 24 ? 1 : hours <= 168 ? 6 : 24);

/** The hours as equal slots up to now, those in which nothing happened included. */
export function slotsOf(hours: readonly ChartHour[], span: number, now: number): Slot[] {
  const slotMs = hoursPerSlot(span) * hourMs;
  const end = Math.floor(now / hourMs) * hourMs + hourMs;
  const count = Math.ceil((span * hourMs) / slotMs);
  const slots = Array.from({ length: count }, (_, index) => ({
    at: end - (count - index) * slotMs,
    ...{ delivered: 0, failed: 0, dead: 0, blocked: 0 },
  }));
  for (const { hour, delivered, failed, dead, blocked } of hours) {
    const slot = slots[count - 1 - Math.floor((end - hourMs - Date.parse(hour)) / slotMs)];
    if (!slot) continue;
    slot.delivered += delivered;
    slot.failed += failed;
    slot.dead += dead;
    slot.blocked += blocked;
  }
  return slots;
}

export const outcomes = ["delivered", "failed", "dead", "blocked"] as const;
export type Outcome = (typeof outcomes)[number];

/** What all of them come to. */
export function totalOf(slots: readonly Slot[]): Record<Outcome, number> {
  const sum = (outcome: Outcome) => slots.reduce((total, slot) => total + slot[outcome], 0);
  return { delivered: sum("delivered"), failed: sum("failed"), dead: sum("dead"), blocked: sum("blocked") };
}
