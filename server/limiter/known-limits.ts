import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { workspaces } from "#db/schema/index.ts";
import { type EffectiveLimit, readLimits } from "#server/plans/index.ts";

/** A smaller or a bigger limit is seen after this; who looks at how the minute stands sees it at once. */
const keptMs = 1_000;
const maxWorkspaces = 10_000;

/** What a workspace may do in a minute, of its plan, MoltFlow's, and what an operator set. */
export const planLimit = async (workspaceId: string): Promise<EffectiveLimit> =>
  (await readLimits(systemDb(), workspaceId)).limits.requestsPerMinute;

/** The limits of workspaces as they were at most a second ago, so that not every call asks for them. */
export class KnownLimits {
  private readonly read: (workspaceId: string) => Promise<EffectiveLimit>;
  private readonly known = new Map<string, { limit: Promise<EffectiveLimit>; atMs: number }>();

  constructor(read: (workspaceId: string) => Promise<EffectiveLimit>) {
    this.read = read;
  }

  get(workspaceId: string): Promise<EffectiveLimit> {
    const known = this.known.get(workspaceId);
    return known && performance.now() - known.atMs < keptMs ? known.limit : this.readAnew(workspaceId);
  }

  readAnew(workspaceId: string): Promise<EffectiveLimit> {
    const limit = this.read(workspaceId);
    if (this.known.size >= maxWorkspaces) this.known.clear();
    this.known.set(workspaceId, { limit, atMs: performance.now() });
    limit.catch(() => this.known.delete(workspaceId));
    return limit;
  }
}

/** The address of the workspace's pages; empty when it is gone. */
export async function slugOf(workspaceId: string): Promise<string> {
  const [row] = await systemDb()
    .select({ slug: workspaces.slug })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return row?.slug ?? "";
}
