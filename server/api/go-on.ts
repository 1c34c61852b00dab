import { isDeepStrictEqual } from "node:util";
import { viewerOfSession } from "#server/auth/index.ts";
import { isGrantGood } from "#server/tokens/index.ts";
import type { ApiContext } from "./context.ts";
import { type Demand, type Entered, enterQuietly } from "./enter.ts";

/** Somebody with an open stream: who they were, and what they might, when it was opened. */
export type Reader = { context: ApiContext; entered: Entered; slug: string; demand: Demand };

const rightsOf = ({ workspace: { role, hidePhones }, sight }: Entered) => ({ role, hidePhones, sight });

/** Whether a reader may still have what their stream was opened with. */
export async function mayGoOn({ context, entered, slug, demand }: Reader): Promise<boolean> {
  const { grant } = context;
  const viewer = context.viewer && (await viewerOfSession(context.viewer.sessionId));
  if (context.viewer && !viewer) return false;
  if (grant && !(await isGrantGood(grant))) return false;
  const now = await enterQuietly({ ...context, viewer }, slug, demand);
  return now !== null && isDeepStrictEqual(rightsOf(now), rightsOf(entered));
}
