import { json, pgTable, uuid } from "drizzle-orm/pg-core";
import { ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/** A workspace's last minute, short, because it is read and written with every call. Instants are epoch milliseconds. */
export type StoredMinute = {
  /** Members, tokens, or the workspace for Moltdesk's own work; the others name them by their place here. */
  lanes: string[];
  /** Who had a place, when, and whether it was Moltdesk's own work. */
  taken: [atMs: number, lane: number, own: 0 | 1][];
  /** Who was refused, since when, when their turn comes, and until when it is kept for them. */
  claims: [lane: number, sinceMs: number, dueMs: number, untilMs: number, own: 0 | 1][];
  nudgedAtMs: number;
  /** Until when minutes are counted in this row although there is a Redis, because a process cannot use it. */
  awayUntilMs?: number | undefined;
};

/** How many requests a workspace made in the last minute. Only Moltdesk itself reads it. */
export const requestMinutes = pgTable(
  "request_minutes",
  {
    workspaceId: uuid()
      .primaryKey()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    // Nobody looks into it here, so it stands as the text that it is: half the time of a decision was its conversion.
    minute: json().$type<StoredMinute>().notNull(),
  },
  () => [ownWorkspaceOnly("request_minutes")],
);
