import { and, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { auditEntries, members } from "#db/schema/index.ts";
import type { Restrictions, Role } from "#server/members/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

/** A workspace with its owner, who calls procedures. */
export async function makeTeam() {
  const workspace = await makeWorkspace();
  return { ...workspace, workspace: workspace.slug, api: await callerOf(workspace.owner) };
}
export type Team = Awaited<ReturnType<typeof makeTeam>>;

/** Somebody of the team, who calls procedures. */
export async function join(
  { workspaceId }: Pick<Team, "workspaceId">,
  role: Role,
  values: Partial<Restrictions> & { suspendedAt?: Date } = {},
) {
  const person = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId, userId: person.id, role, ...values });
  return { ...person, userId: person.id, api: await callerOf(person) };
}

/** The membership as it is stored; undefined for nobody. */
export async function memberRow({ workspaceId }: Pick<Team, "workspaceId">, userId: string) {
  const [row] = await systemDb()
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  return row;
}

/** What the audit has of an action, oldest first. */
export function audited({ workspaceId }: Pick<Team, "workspaceId">, action: string) {
  return systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.action, action)))
    .orderBy(auditEntries.seq);
}

type Refusal = { cause?: { reason?: string } };

/** `done`, or the reason of the refusal. */
export const outcome = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => "done",
    (error: Refusal) => error.cause?.reason ?? `unexpected: ${String(error)}`,
  );
