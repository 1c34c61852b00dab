import { notFound } from "#server/core/errors.ts";
import { findWorkspaceSlug } from "#server/workspaces/index.ts";
import type { ApiContext } from "./context.ts";
import { countProgram } from "./count-program.ts";
import { type Demand, enter, signInFirst } from "./enter.ts";
import type { Reader } from "./go-on.ts";

/**
 * Lets a program in at a door outside tRPC, and counts its call: the token says which workspace. People with a cookie
 * are not let in.
 * @throws DomainError `auth.required`, what `countProgram` and `enter` throw
 */
export async function enterByToken(context: ApiContext, demand: Demand): Promise<Reader> {
  const { grant, refusal } = context;
  if (refusal) throw refusal;
  if (!grant) throw signInFirst();
  await countProgram(context);
  const slug = await findWorkspaceSlug(grant.workspaceId);
  if (slug === null) throw notFound("workspace");
  return { context, entered: await enter(context, slug, demand), slug, demand };
}
