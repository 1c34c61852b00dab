import { and, eq, gte, lte, type SQL, sql } from "drizzle-orm";
import { auditEntries } from "#db/schema/index.ts";
import { type AuditFilter, isActorKind } from "./schemas.ts";

const { actorKind, actorId, action, outcome, target, at } = auditEntries;

/** Whether a filter names everything of an entity (`number`) rather than one act. */
export const isEntity = (name: string): boolean => !name.includes(".");

/** The condition of a filter, except for an entity's acts where `actions` lists them for the caller to walk one by one. */
export function matching(filter: AuditFilter): SQL | undefined {
  return and(
    filter.actor === undefined
      ? undefined
      : isActorKind(filter.actor)
        ? eq(actorKind, filter.actor)
        : eq(actorId, filter.actor),
    filter.action === undefined
      ? undefined
      : isEntity(filter.action)
        ? sql`starts_with(${action}, ${`${filter.action}.`})`
        : eq(action, filter.action),
    filter.outcome === undefined ? undefined : eq(outcome, filter.outcome),
    filter.target === undefined ? undefined : eq(target, filter.target),
    filter.from === undefined ? undefined : gte(at, new Date(filter.from)),
    filter.to === undefined ? undefined : lte(at, new Date(filter.to)),
  );
}
