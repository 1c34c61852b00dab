import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { workspaceInput } from "#server/workspaces/index.ts";
import type { Desk } from "./inputs/define.ts";
import { inputsFor } from "./inputs/index.ts";
import { type Caller, callers, cookieOf, type Expected } from "./support/callers.ts";
import { makeDesk } from "./support/desk.ts";
import { type Answer, batchOverHttp, callOverHttp } from "./support/http.ts";
import { type Procedure, procedureAt, procedures } from "./support/procedures.ts";
import { fingerprintOf } from "./support/rows.ts";
import { withoutWorkspace } from "./support/without-workspace.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  Object.assign(process.env, { MOLTFLOW_API_URL: sandbox.url, MOLTFLOW_SANDBOX_URL: sandbox.url });
}, 30_000);
afterAll(() => sandbox.close());

/** Refusals by a wall; whatever else a procedure answers is its own business. */
const wallReasons = new Set([
  "auth.required",
  "auth.confirm_first",
  "workspace.not_found",
  "role.insufficient",
  "member.suspended",
  "member.no_export",
  "token.scope",
  "security.second_factor_required",
]);

/** Only of an old proof a dangerous act outside workspaces says something; all else is a workspace's business. */
function proofOf(caller: Caller): Expected {
  const expected = caller.expects({ permission: "workspace.read", confirmed: true });
  return expected !== "in" && expected.reason === "auth.confirm_first" ? expected : "in";
}

function expectedOf(caller: Caller, { path, meta }: Procedure): Expected {
  if (meta) return caller.expects(meta);
  const isOpen = withoutWorkspace[path] === "everybody" || caller.signedIn;
  if (!isOpen) return { code: "UNAUTHORIZED", reason: "auth.required" };
  return withoutWorkspace[path] === "confirmed" ? proofOf(caller) : "in";
}

const outcomeOf = ({ code, reason }: Answer) =>
  reason !== null && wallReasons.has(reason) ? { code, reason } : "in";

/** Everything as one caller. @returns what was answered otherwise than it had to be */
async function walk(caller: Caller, desk: Desk): Promise<string[]> {
  const wrong: string[] = [];
  const headers = await caller.headers(desk);
  for (const [path, input] of await inputsFor(desk)) {
    const expected = expectedOf(caller, procedureAt(path));
    const answer = await callOverHttp(path, { workspace: desk.slug, ...input }, headers);
    const outcome = outcomeOf(answer);
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) {
      wrong.push(`${path}: ${JSON.stringify(outcome)}, not ${JSON.stringify(expected)}`);
    }
  }
  return wrong;
}

test("every procedure has an input, and is either in a workspace or known to be in none", async () => {
  const inputs = await inputsFor(await makeDesk(sandbox));
  expect(inputs.map(([path]) => path).sort()).toEqual([...procedures.keys()].sort());
  const inNone = [...procedures.values()].filter(({ meta }) => !meta).map(({ path }) => path);
  expect(inNone.sort()).toEqual(Object.keys(withoutWorkspace).sort());
});

describe("every procedure answers as the role table says", () => {
  for (const caller of callers) {
    test(`to ${caller.name}`, async () => {
      expect(await walk(caller, await makeDesk(sandbox))).toEqual([]);
    }, 60_000);
  }
});

test("whoever is refused everywhere has changed nothing", async () => {
  const outsiders = callers.filter(({ expects }) =>
    [...procedures.values()].every(({ meta }) => !meta || expects(meta) !== "in"),
  );
  expect(outsiders.length).toBeGreaterThan(4);
  const desk = await makeDesk(sandbox);
  const inputs = await inputsFor(desk);
  for (const caller of outsiders) {
    const headers = await caller.headers(desk);
    const before = await fingerprintOf(desk.workspaceId);
    for (const [path, input] of inputs) {
      if (procedureAt(path).meta) await callOverHttp(path, { workspace: desk.slug, ...input }, headers);
    }
    expect(await fingerprintOf(desk.workspaceId), caller.name).toEqual(before);
  }
}, 60_000);

describe("at the HTTP door", () => {
  const mutations = [...procedures.values()].filter(({ type }) => type === "mutation");

  test("no mutation takes a cookie from another site", async () => {
    const desk = await makeDesk(sandbox);
    const inputs = new Map(await inputsFor(desk));
    const cookie = await cookieOf(desk.ownerId);
    const before = await fingerprintOf(desk.workspaceId);
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://localhost:3000.evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const { path } of mutations) {
      for (const headers of foreign) {
        const input = { workspace: desk.slug, ...inputs.get(path) };
        const answer = await callOverHttp(path, input, { ...cookie, ...headers });
        expect([answer.status, answer.reason], `${path} ${JSON.stringify(headers)}`).toEqual([
          403,
          "origin.foreign",
        ]);
      }
    }
    expect(await fingerprintOf(desk.workspaceId)).toEqual(before);
  }, 60_000);

  test("a batch that mixes workspaces gets of each what its caller may have", async () => {
    const ours = await makeDesk(sandbox, "ours alone");
    const theirs = await makeDesk(sandbox, "theirs alone");
    const answers = await batchOverHttp(
      [
        ["inbox.events", { workspace: ours.slug }],
        ["inbox.events", { workspace: theirs.slug }],
        ["inbox.event", { workspace: ours.slug, id: theirs.eventId }],
        ["numbers.list", { workspace: ours.slug }],
      ],
      await cookieOf(ours.ownerId),
    );
    const [own, foreign, smuggled, numbers] = answers.map((answer) => JSON.stringify(answer));
    expect(own).toContain("ours alone");
    expect(numbers).toContain(ours.numberId);
    expect(foreign).toContain("workspace.not_found");
    expect(smuggled).toContain("event.not_found");
    expect(JSON.stringify(answers)).not.toContain("theirs alone");
  });

  test("cookies and tokens that were tampered with, and headers that claim a person, let nobody in", async () => {
    const desk = await makeDesk(sandbox);
    const { cookie = "" } = await cookieOf(desk.ownerId);
    const [name, value = ""] = cookie.split("=");
    const other = value.startsWith("A") ? "B" : "A";
    const attempts: Record<string, string>[] = [
      { cookie: `${name}=${other}${value.slice(1)}` },
      { cookie: `${name}=${value}x` },
      { cookie: `${name}=` },
      { cookie: `x${name}=${value}` },
      { authorization: `Bearer ${value}` },
      { authorization: `Basic ${value}`, cookie },
      { "x-user-id": desk.ownerId },
      { "x-moltdesk-user": desk.ownerId, "x-forwarded-user": desk.ownerId },
    ];
    for (const headers of attempts) {
      const answer = await callOverHttp("workspaces.get", { workspace: desk.slug }, headers);
      expect(answer.reason, JSON.stringify(headers)).toBe("auth.required");
    }
  });
});

test("every workspace procedure takes the workspace, so that a query's key names it", () => {
  for (const { path, meta, inputs } of procedures.values()) {
    if (meta) expect(inputs[0], path).toBe(workspaceInput);
  }
});
