import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { projectRoot, runNode } from "#scripts/support/command.ts";

/** Each file imports the one it must not, or may; the rule that has to say so, or none. */
const cases: [from: string, to: string, rule: string | null][] = [
  ["server/inbox/a.ts", "sandbox/moltflow/server.ts", "product-without-sandbox-tests-scripts"],
  ["app/a.ts", "scripts/a.ts", "product-without-sandbox-tests-scripts"],
  ["sandbox/moltflow/b.ts", "server/core/log.ts", "sandbox-stands-alone"],
  ["db/b.ts", "server/inbox/index.ts", "db-imports-no-server"],
  ["db/client.ts", "server/core/log.ts", null],
  ["server/inbox/c.ts", "app/b.ts", "server-imports-no-app"],
  ["server/moltflow/b.ts", "server/inbox/index.ts", "mechanism-knows-no-domain"],
  ["server/core/b.ts", "db/d.ts", "core-and-vault-are-the-ground"],
  ["server/members/a.ts", "server/inbox/store.ts", "domains-meet-through-index"],
  ["server/members/b.ts", "server/inbox/index.ts", null],
  ["server/members/c.ts", "server/members/d.ts", null],
  ["server/members/e.ts", "server/inbox/router.ts", "routers-belong-to-the-api"],
  ["server/api/root.ts", "server/inbox/router.ts", null],
  ["server/members/h.ts", "server/inbox/holdings.ts", "holdings-are-read-by-data"],
  ["server/data/a.ts", "server/inbox/holdings.ts", null],
  ["server/members/router.ts", "server/api/root.ts", "domain-imports-no-root"],
  [
    "app/w/[workspace]/inbox/_components/a.ts",
    "server/inbox/reads.ts",
    "browser-imports-only-types-and-schemas",
  ],
  ["app/w/[workspace]/inbox/_components/b.ts", "server/inbox/schemas.ts", null],
  ["app/w/[workspace]/inbox/page.ts", "db/d.ts", "app-has-no-sql"],
  ["app/w/[workspace]/inbox/actions.ts", "server/inbox/reads.ts", "app-enters-domains-by-the-door"],
  ["app/w/[workspace]/inbox/other.ts", "server/inbox/index.ts", null],
  ["app/_ui/a.ts", "server/inbox/schemas.ts", "ui-knows-no-feature"],
  [
    "app/w/[workspace]/chats/page.ts",
    "app/w/[workspace]/inbox/_components/c.ts",
    "pages-share-through-the-level-above",
  ],
  ["app/w/[workspace]/numbers/page.ts", "app/w/[workspace]/numbers/_components/c.ts", null],
  ["scripts/b.ts", "tests/support/a.ts", "no-tests-in-scripts"],
  ["server/members/g.ts", "server/members/missing.ts", "unresolvable"],
];

const resultSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

let project: string;
let violations: z.infer<typeof resultSchema>["summary"]["violations"];

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), "directions-")));
  for (const file of ["package.json", "tsconfig.json", ".dependency-cruiser.cjs"]) {
    await cp(join(projectRoot, file), join(project, file));
  }
  await symlink(join(projectRoot, "node_modules"), join(project, "node_modules"));
  const imported = cases.map(([, to]) => to).filter((to) => !to.endsWith("missing.ts"));
  for (const path of imported) await write(path, "export const value = 1;\n");
  for (const [from, to] of cases) {
    await write(from, `import { value } from "#${to}";\nexport const used = value;\n`);
  }
  await write("server/audit/a.ts", 'import { b } from "./b.ts";\nexport const a = () => b;\n');
  await write("server/audit/b.ts", 'import { a } from "./a.ts";\nexport const b = () => a;\n');
  const bin = await realpath(join(projectRoot, "node_modules/.bin/depcruise"));
  const preload = join(projectRoot, "scripts/with-typescript-5.ts");
  const folders = ["app", "server", "db", "sandbox", "scripts"];
  const { output } = await runNode(["--import", preload, bin, ...folders, "--output-type", "json"], {
    cwd: project,
  });
  violations = resultSchema.parse(JSON.parse(output)).summary.violations;
});

afterAll(() => rm(project, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), text);
}

test.each(cases)("%s importing %s meets %s", (from, _to, rule) => {
  const met = violations
    .filter((violation) => violation.from === from)
    .map((violation) => violation.rule.name);
  expect(met).toEqual(rule ? expect.arrayContaining([rule]) : []);
});

test("two files that need each other are reported", () => {
  expect(violations.map(({ rule }) => rule.name)).toContain("no-circles");
});
