import { z } from "zod";

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
