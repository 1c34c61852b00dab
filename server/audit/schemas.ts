import { z } from "zod";
import type { actorKinds } from "#db/schema/audit.ts";

const kinds = ["member", "token", "automation", "operator", "system"] as const satisfies typeof actorKinds;
export type ActorKind = (typeof kinds)[number];
export const isActorKind = (value: string): value is ActorKind => kinds.some((kind) => kind === value);

/** What the log is filtered by; the same names stand in the page's address and the export's. */
export const auditFilterSchema = z.object({
  /** Somebody's id, the name of an automation, or a kind of actor. */
  actor: z.string().min(1).max(200).optional(),
  /** `number.restart`, or `number` for everything about numbers. */
  action: z
    .string()
    .regex(/^[a-z_]+(\.[a-z_]+)*$/)
    .max(100)
    .optional(),
  outcome: z.enum(["done", "refused"]).optional(),
  target: z.string().min(1).max(200).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditFilter = z.output<typeof auditFilterSchema>;

export const listAuditSchema = auditFilterSchema.extend({
  /** Only entries below this one: the `nextBefore` of the page above. */
  before: z.int().positive().optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListAuditInput = z.output<typeof listAuditSchema>;

export const exportAuditSchema = auditFilterSchema.extend({ format: z.enum(["csv", "json"]) });
export type ExportAuditInput = z.output<typeof exportAuditSchema>;

/** Who acted. `name` is null for who is no member, or no more, and where there is none. */
export type AuditActor = { kind: ActorKind; id: string | null; name: string | null };

export type AuditView = {
  /** Its place in the chain. */
  seq: number;
  id: string;
  at: string;
  actor: AuditActor;
  ip: string | null;
  action: string;
  outcome: "done" | "refused";
  target: { id: string; name: string | null } | null;
  /** `before` and `after` for a change of values; `reason` for a refusal. */
  details: Record<string, unknown>;
  /** In hex, as `prevHash`. */
  hash: string;
  prevHash: string;
};

/** One page, newest first. */
export type AuditPage = { entries: AuditView[]; nextBefore: number | null };

/** What occurs in the log. */
export type AuditFilters = { actions: string[]; actors: AuditActor[] };
