import {
  arePlansSold,
  grantPlan,
  isPlanId,
  type LimitName,
  limitNames,
  planIds,
} from "#server/plans/index.ts";
import { SetupError } from "../environment.ts";
import { type Command, text, workspaceNamed } from "./command.ts";

/** `numbers=10,members=3` as limits. */
export function limitsFrom(given: string): Partial<Record<LimitName, number>> {
  const entries = given
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [name, value = ""] = part.split("=");
      const limit = limitNames.find((known) => known === name);
      if (!limit || !/^\d{1,9}$/.test(value)) {
        throw new SetupError(`--limit takes name=number, with one of: ${limitNames.join(", ")}.`);
      }
      return [limit, Number(value)] as const;
    });
  return Object.fromEntries(entries);
}

export const workspaceGrant: Command = {
  about:
    "give a workspace a plan that nobody pays for, in place of what was granted before; none takes it back",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    plan: { type: "string", about: `${planIds.join(", ")} or none`, required: true },
    limit: { type: "string", about: "lowers limits: numbers=10,members=3" },
  },
  async run(values) {
    const workspace = await workspaceNamed(values);
    const named = text(values, "plan");
    const plan = named === "none" ? null : named;
    if (plan !== null && !isPlanId(plan)) {
      throw new SetupError(`There is no plan “${named}”. Give one of ${planIds.join(", ")}, or none.`);
    }
    const limits = typeof values.limit === "string" ? limitsFrom(values.limit) : {};
    await grantPlan(workspace.id, { plan, limits }, { kind: "operator" });
    return { workspace: workspace.slug, plan: named, limits, sold: arePlansSold() };
  },
};
