import { pino } from "pino";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { systemSql } from "#db/client.ts";
import { log } from "#server/core/log.ts";
import { hintOf } from "#server/tokens/format.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { workOff } from "#tests/support/work-off.ts";
import { ask, bearer, cookieOf } from "../server/tokens/fixtures.ts";

const logged: string[] = [];
beforeAll(() => {
  // Before the settings are read for the first time.
  Object.assign(process.env, { LOG_LEVEL: "trace" });
  Object.assign(log(), { [pino.symbols.streamSym]: { write: (line: string) => logged.push(line) } });
});

const shownShape = z.object({ id: z.uuid(), token: z.string() });

/** What is left of a token when the part is taken away that people may see. */
const secretOf = (token: string) => token.slice(hintOf(token).length);

function isIn(text: string, secret: string): boolean {
  const bytes = Buffer.from(secret);
  const forms = [secret, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "")];
  return forms.some((form) => text.toLowerCase().includes(form.toLowerCase()));
}

/** Every row of every table, jobs too, as text. */
async function everything(): Promise<string> {
  const tables = await systemSql()<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const texts = tables.map(async ({ name }) => {
    const rows = await systemSql().unsafe<{ row: string }[]>(`select t::text as row from ${name} t`);
    return rows.map(({ row }) => row).join("\n");
  });
  return (await Promise.all(texts)).join("\n");
}

test("a token stands in the answer that made it, and nowhere else, whatever becomes of it", async () => {
  const { slug: workspace, ownerId } = await makeWorkspace();
  const stranger = await makeWorkspace();
  const cookie = await cookieOf(ownerId);
  const answers: string[] = [];
  const secrets: string[] = [];
  /** Keeps what every later answer must not hold; `own` is the answer that may. */
  const make = async (path: string, input: object) => {
    const own = await ask(path, { workspace, ...input }, cookie);
    const shown = shownShape.parse(own.data);
    answers.push(own.text.replace(shown.token, ""));
    secrets.push(secretOf(shown.token));
    return shown;
  };
  const say = async (path: string, input: object, headers: Record<string, string>) => {
    const { status, text } = await ask(path, input, headers);
    answers.push(text);
    return status;
  };
  const wanted = { name: "Robot", scopes: ["workspace.read", "inbox.read"], expiresInDays: 30 };
  const own = await make("tokens.create", wanted);
  const shared = await make("tokens.createForWorkspace", wanted);
  const rotation = { tokenId: own.id, hint: hintOf(own.token), overlapHours: 1, expiresInDays: 30 };
  const renewed = await make("tokens.rotate", rotation);
  for (const { token } of [own, shared, renewed]) {
    expect(await say("workspaces.get", { workspace }, bearer(token))).toBe(200);
    expect(await say("inbox.events", { workspace, before: "wrong" }, bearer(token))).toBe(400);
    expect(await say("members.list", { workspace, token }, bearer(token))).toBeGreaterThanOrEqual(400);
    expect(await say("workspaces.get", { workspace: stranger.slug }, bearer(token))).toBe(404);
    expect(await say("workspaces.get", { workspace: token }, bearer(token))).toBe(404);
    // Its answer says what was asked for.
    expect((await ask(token, { workspace }, bearer(token))).status).toBe(404);
    expect(await say("workspaces.get", { workspace }, { authorization: token })).toBe(401);
  }
  expect(await say("tokens.list", { workspace }, cookie)).toBe(200);
  for (const tokenId of [own.id, shared.id]) {
    expect(await say("tokens.revoke", { workspace, tokenId }, cookie)).toBe(200);
  }
  expect(await say("workspaces.get", { workspace }, bearer(renewed.token))).toBe(401);
  const before = await everything();
  await workOff();
  const rows = before + (await everything());
  expect(rows).toContain(own.id);
  const places = { rows, log: logged.join(""), answers: answers.join("\n") };
  for (const [place, text] of Object.entries(places)) {
    const found = secrets.filter((secret) => isIn(text, secret));
    expect([place, found]).toEqual([place, []]);
  }
}, 60_000);
