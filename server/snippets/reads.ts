import { and, asc, eq, ilike, or } from "drizzle-orm";
import { snippets } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type ListSnippetsInput, maxSnippets, type SnippetView } from "./schemas.ts";

export const toView = ({
  id,
  name,
  shortcut,
  text,
  updatedAt,
}: typeof snippets.$inferSelect): SnippetView => ({
  ...{ id, name, shortcut, text },
  updatedAt: updatedAt.toISOString(),
});

/** The workspace's snippets by their shortcuts. */
export function listSnippets(workspaceId: string, { search }: ListSnippetsInput): Promise<SnippetView[]> {
  // `%` and `_` of what was typed stand for themselves.
  const pattern = search ? `%${search.replace(/[\\%_]/g, "\\$&")}%` : null;
  return inTenant(workspaceId, async (tx) => {
    const rows = await tx
      .select()
      .from(snippets)
      .where(
        and(
          eq(snippets.workspaceId, workspaceId),
          pattern === null
            ? undefined
            : or(
                ilike(snippets.shortcut, pattern),
                ilike(snippets.name, pattern),
                ilike(snippets.text, pattern),
              ),
        ),
      )
      .orderBy(asc(snippets.shortcut))
      .limit(maxSnippets);
    return rows.map(toView);
  });
}
