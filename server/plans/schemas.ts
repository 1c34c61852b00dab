import { z } from "zod";
import type { LimitName, PlanId } from "./plans.ts";
import type { EffectiveLimit } from "./read-limits.ts";
import type { Access } from "./standing.ts";

/** What is frozen when there is more of it than the plan has. */
export const freezableLimits = ["numbers", "members", "destinations", "subscriptions"] as const;
export type FreezableLimit = (typeof freezableLimits)[number];

/** What an owner wants to keep of a kind when not all fits: ids, of members their users' ids. */
export const chooseKeptSchema = z.object({
  limit: z.enum(freezableLimits),
  ids: z
    .array(z.string().min(1).max(100))
    .max(2_000)
    .transform((ids) => [...new Set(ids)]),
});
export type ChooseKeptInput = z.output<typeof chooseKeptSchema>;

/** Something that a plan counts, for choosing what stays. Instants are ISO 8601. */
export type FrozenItem = {
  id: string;
  name: string;
  frozen: boolean;
  /** Somebody chose that it stays. */
  kept: boolean;
  /** It always stays: an owner. */
  mustStay: boolean;
  createdAt: string;
};
export type FrozenView = Record<FreezableLimit, { limit: number; items: FrozenItem[] }>;

/** What a page offers to add, with how full it is. */
export const roomLimits = [
  "members",
  "numbers",
  "destinations",
  "subscriptions",
  "exportsPerMonth",
] as const satisfies readonly LimitName[];
export type RoomLimit = (typeof roomLimits)[number];

/** `room` has what the reader may add. `days`: null where nothing is limited. */
export type RoomView = {
  plan: PlanId;
  access: Access;
  /** Whether a bigger plan can be bought here. */
  sold: boolean;
  room: Partial<Record<RoomLimit, { used: number; value: number; from: EffectiveLimit["from"] }>>;
  days: Record<"events" | "audit" | "replay", number | null>;
};
