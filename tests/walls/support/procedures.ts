import { z } from "zod";
import type { Demand } from "#server/api/enter.ts";
import { appRouter } from "#server/api/root.ts";
import { type Permission, permissions } from "#server/members/index.ts";

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;
const isPermission = (value: string): value is Permission => permissions.some((known) => known === value);

const definitionShape = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  meta: z
    .object({ permission: z.string().refine(isPermission), confirmed: z.boolean() })
    .optional()
    .transform((meta) => meta as Demand | undefined),
  inputs: z.array(z.custom<z.ZodType>(isSchema)),
});
const procedureShape = z.custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value);

/** A procedure as the router has it. `meta` is what `workspaceProcedure` asks; the others are in no workspace. */
export type Procedure = z.output<typeof definitionShape> & { path: string };

/** Every procedure that there is, by its path. */
export const procedures: ReadonlyMap<string, Procedure> = new Map(
  Object.entries<unknown>({ ...appRouter._def.procedures }).map(([path, procedure]) => [
    path,
    { path, ...definitionShape.parse(procedureShape.parse(procedure)._def) },
  ]),
);

/** @throws when there is none: an input that nobody asks for any more */
export function procedureAt(path: string): Procedure {
  const procedure = procedures.get(path);
  if (!procedure)
    throw new Error(`There is no procedure ${path}; take its input out of tests/walls/inputs/.`);
  return procedure;
}
