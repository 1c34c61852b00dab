import type { subscriptions } from "#db/schema/index.ts";
import type { Audience } from "./schemas.ts";

type Stored = Pick<typeof subscriptions.$inferSelect, "audience" | "userId" | "role">;

/** Whom a stored rule names. */
export function audienceOf({ audience, userId, role }: Stored): Audience {
  if (audience === "member" && userId !== null) return { kind: "member", userId };
  if (audience === "role" && role !== null) return { kind: "role", role };
  return { kind: audience === "on_call" ? "on_call" : "everyone" };
}

/** As the columns keep it. */
export const storedAudience = (audience: Audience): Stored => ({
  audience: audience.kind,
  userId: audience.kind === "member" ? audience.userId : null,
  role: audience.kind === "role" ? audience.role : null,
});
