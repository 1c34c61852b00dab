import { z } from "zod";
import { answerDefinitions, answers } from "./generated/answers.ts";
import type { OperationId } from "./generated/operations.ts";
import type { MoltflowLog } from "./transport.ts";

/** Tells once per (operation, path, kind) and logger that an answer is not what the contract promises. */
export type DriftReporter = (operation: OperationId, path: string, kind: string) => void;

const reportedTo = new WeakMap<MoltflowLog, Set<string>>();
const contractSchemas = new Map<OperationId, z.ZodType>();

/** Reports carry the place and the kind of a difference, never a value. */
export function createDriftReporter(log: MoltflowLog): DriftReporter {
  const reported = reportedTo.get(log) ?? new Set();
  reportedTo.set(log, reported);
  return (operation, path, kind) => {
    const report = `${operation} ${path} ${kind}`;
    if (reported.has(report)) return;
    reported.add(report);
    log.warn({ operation, path, drift: kind }, "MoltFlow's answer differs from the contract");
  };
}

/** Compares a success answer with the contract. What is only extra is no difference. */
export function reportDrift(
  operation: OperationId,
  status: number,
  value: unknown,
  report: DriftReporter,
): void {
  const promised = answers[operation];
  if (promised === undefined) return;
  if (status !== promised.status) report(operation, "", `status_${status}`);
  const comparison = contractSchema(operation, promised.schema).safeParse(value);
  for (const issue of comparison.error?.issues ?? []) report(operation, pathText(issue.path), issue.code);
}

function contractSchema(operation: OperationId, schema: Record<string, unknown>): z.ZodType {
  const known = contractSchemas.get(operation);
  if (known) return known;
  const built = z.fromJSONSchema({ ...schema, $defs: { ...answerDefinitions } });
  contractSchemas.set(operation, built);
  return built;
}

/** A key that does not look like a field's name may be somebody's number or words. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? "[]" : /^[a-z_]{1,40}$/i.test(String(key)) ? String(key) : "*"))
    .join(".");
}
