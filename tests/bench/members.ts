import { randomBytes } from "node:crypto";
import { systemDb } from "#db/client.ts";
import { members as membersTable, users } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";

const few = 10;
const many = 10_000;
const calls = 2_000;
const warmUp = 300;
const flat = 1.5;

/** A workspace with this many members, the owner among them. */
async function makeTeam(size: number) {
  const workspace = await makeWorkspace();
  const { workspaceId } = workspace;
  for (let made = 1; made < size; made += 1_000) {
    const people = Array.from({ length: Math.min(1_000, size - made) }, () => {
      const name = randomBytes(6).toString("hex");
      return { id: newId(), name, email: `${name}@example.com` };
    });
    await systemDb().insert(users).values(people);
    await systemDb()
      .insert(membersTable)
      .values(people.map(({ id: userId }) => ({ workspaceId, userId, role: "agent" as const })));
  }
  return { slug: workspace.slug, api: await callerOf(workspace.owner) };
}

type Team = Awaited<ReturnType<typeof makeTeam>>;
type Ask = (team: Team) => Promise<unknown>;

async function timeMs(ask: Ask, team: Team): Promise<number> {
  const startedMs = performance.now();
  await ask(team);
  return performance.now() - startedMs;
}

/** Both teams in turn, so that whatever else the machine does meets both alike. */
async function compare(name: string, small: Team, large: Team, ask: Ask): Promise<Measure> {
  const [ofSmall, ofLarge]: [number[], number[]] = [[], []];
  for (let call = -warmUp; call < calls; call++) {
    const [smallMs, largeMs] = [await timeMs(ask, small), await timeMs(ask, large)];
    if (call < 0) continue;
    ofSmall.push(smallMs);
    ofLarge.push(largeMs);
  }
  const [value, baseline] = [percentile(ofLarge, 0.95), percentile(ofSmall, 0.95)];
  const ratio = value / baseline;
  return {
    ...{ measure: `members, ${name}, ${many.toLocaleString("en")} against ${few}, p95`, value, unit: "ms" },
    ...{ baseline, ratio, wanted: `≤ ${flat} ×`, ok: ratio <= flat },
    details: { p50: { small: median(ofSmall), large: median(ofLarge) } },
  };
}

/** Whether a team of ten thousand costs a page what a team of one page costs. */
export const members = (): Promise<Measure[]> =>
  withBenchDatabase(async () => {
    const [small, large] = [await makeTeam(few), await makeTeam(many)];
    await systemDb().execute("vacuum analyze");
    return [
      await compare("list", small, large, ({ api, slug: workspace }) => api.members.list({ workspace })),
      await compare("search", small, large, ({ api, slug: workspace }) =>
        api.members.list({ workspace, search: "example" }),
      ),
    ];
  });
