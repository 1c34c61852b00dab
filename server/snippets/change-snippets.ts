import { and, count, DrizzleQueryError, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { snippets } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { toView } from "./reads.ts";
import { type AddSnippetInput, type ChangeSnippetInput, maxSnippets, type SnippetView } from "./schemas.ts";

const uniqueViolation = "23505";

/**
 * Adds words that the team sends often.
 * @throws DomainError conflict `snippet.shortcut_taken`, limited `snippet.too_many`
 */
export function addSnippet(workspaceId: string, input: AddSnippetInput, actor: Actor): Promise<SnippetView> {
  return inTenant(workspaceId, async (tx) => {
    const [counted] = await tx
      .select({ there: count() })
      .from(snippets)
      .where(eq(snippets.workspaceId, workspaceId));
    if ((counted?.there ?? 0) >= maxSnippets) throw tooMany();
    const [row] = await tx
      .insert(snippets)
      .values({ workspaceId, id: newId(), ...input, updatedAt: new Date() })
      .onConflictDoNothing({ target: [snippets.workspaceId, snippets.shortcut] })
      .returning();
    if (!row) throw taken(input.shortcut);
    await tell(tx, { workspaceId, actor, action: "snippet.create", id: row.id, after: input.shortcut });
    return toView(row);
  });
}

/** @throws DomainError `snippet.not_found`, conflict `snippet.shortcut_taken` */
export async function changeSnippet(
  workspaceId: string,
  { snippetId, ...to }: ChangeSnippetInput,
  actor: Actor,
): Promise<SnippetView> {
  const change = inTenant(workspaceId, async (tx) => {
    const before = await lockSnippet(tx, workspaceId, snippetId);
    const [row] = await tx
      .update(snippets)
      .set({ ...to, updatedAt: new Date() })
      .where(isSnippet(workspaceId, snippetId))
      .returning();
    if (!row) throw notFound("snippet");
    await tell(tx, {
      ...{ workspaceId, actor, action: "snippet.change", id: snippetId },
      ...{ before: before.shortcut, after: to.shortcut },
    });
    return toView(row);
  });
  return change.catch((error) => {
    throw isTaken(error) ? taken(to.shortcut) : error;
  });
}

/** @returns what it was, so that it can be added again; @throws DomainError `snippet.not_found` */
export function deleteSnippet(workspaceId: string, snippetId: string, actor: Actor): Promise<SnippetView> {
  return inTenant(workspaceId, async (tx) => {
    const [gone] = await tx.delete(snippets).where(isSnippet(workspaceId, snippetId)).returning();
    if (!gone) throw notFound("snippet");
    await tell(tx, { workspaceId, actor, action: "snippet.delete", id: snippetId, before: gone.shortcut });
    return toView(gone);
  });
}

const isSnippet = (workspaceId: string, id: string) =>
  and(eq(snippets.workspaceId, workspaceId), eq(snippets.id, id));

async function lockSnippet(tx: Transaction, workspaceId: string, id: string) {
  const [row] = await tx.select().from(snippets).where(isSnippet(workspaceId, id)).for("update");
  if (!row) throw notFound("snippet");
  return row;
}

/** The unique key decides, also between two who want one shortcut at once. */
const isTaken = (error: unknown): boolean =>
  error instanceof DrizzleQueryError &&
  error.cause !== undefined &&
  "code" in error.cause &&
  error.cause.code === uniqueViolation;

type Told = {
  workspaceId: string;
  actor: Actor;
  action: `snippet.${string}`;
  id: string;
  before?: string;
  after?: string;
};

async function tell(
  tx: Transaction,
  { workspaceId, actor, action, id, before = "", after = "" }: Told,
): Promise<void> {
  await record(tx, { workspaceId, actor, action, target: id, details: { before, after } });
  await nudge(tx, workspaceId, "snippets");
}

const taken = (shortcut: string) =>
  new DomainError(
    "conflict",
    "snippet.shortcut_taken",
    `The shortcut “${shortcut}” belongs to another snippet. Choose another one.`,
    { params: { shortcut } },
  );

const tooMany = () =>
  new DomainError(
    "limited",
    "snippet.too_many",
    `A workspace holds ${maxSnippets} snippets at most. Delete one that nobody uses.`,
    { params: { count: maxSnippets } },
  );
