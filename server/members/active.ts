import { and, isNull, type SQL } from "drizzle-orm";
import { members } from "#db/schema/index.ts";

/** Members who may enter: neither suspended by a person nor frozen by the plan. */
export const isActive = (): SQL | undefined => and(isNull(members.suspendedAt), isNull(members.frozenAt));

/** The same of a membership that was read. */
export const mayEnter = ({
  suspendedAt,
  frozenAt,
}: Pick<typeof members.$inferSelect, "suspendedAt" | "frozenAt">): boolean =>
  suspendedAt === null && frozenAt === null;
