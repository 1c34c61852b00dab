import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import type { Desk } from "./inputs/define.ts";
import { type Beyond, numberBeyond, otherWorkspace, walkBeyond } from "./support/beyond.ts";
import { cookieOf, memberOf } from "./support/callers.ts";
import { assignTo, makeDesk, makeNeighbour } from "./support/desk.ts";
import type { Headers } from "./support/http.ts";
import { fingerprintOf, withoutRowSecurity } from "./support/rows.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  Object.assign(process.env, { MOLTFLOW_API_URL: sandbox.url, MOLTFLOW_SANDBOX_URL: sandbox.url });
}, 30_000);
afterAll(() => sandbox.close());

const secret = "words of the other side";

/** Everything that there is beyond, for somebody who stands before it. */
type Scene = {
  name: string;
  /** How many places must at least be tried. */
  places: number;
  set: (ours: Desk) => Promise<{ beyond: Beyond; headers: Headers; watched: string[] }>;
};

const scenes: readonly Scene[] = [
  {
    name: "ids of another workspace, by an owner",
    places: 20,
    set: async (ours) => {
      const theirs = await makeDesk(sandbox, secret);
      const beyond = await otherWorkspace(theirs, secret);
      const watched = [theirs.workspaceId];
      return { beyond, headers: await cookieOf(ours.ownerId), watched };
    },
  },
  {
    name: "ids of a number outside the allowlist, by an owner",
    places: 12,
    set: async (ours) => {
      const hidden = await makeNeighbour(ours, { allowed: false, text: secret });
      return { beyond: numberBeyond(hidden, secret), headers: await cookieOf(ours.ownerId), watched: [] };
    },
  },
  {
    name: "ids of a number out of sight, by an agent with one number",
    places: 12,
    set: async (ours) => {
      const hidden = await makeNeighbour(ours, { allowed: true, text: secret });
      const { headers } = await memberOf(ours, "agent", { onlyNumbers: [ours.numberId] });
      return { beyond: numberBeyond(hidden, secret), headers, watched: [] };
    },
  },
  {
    name: "events of a chat that is another's, by an agent with assigned chats only",
    places: 3,
    set: async (ours) => {
      const other = await makeNeighbour(ours, { allowed: true, text: secret });
      const { headers, userId } = await memberOf(ours, "agent", { assignedOnly: true });
      await assignTo(ours, userId);
      // They see the number itself, so only what is of its chats lies beyond.
      const { idFor, secrets } = numberBeyond({ ...other, numberId: "" }, secret);
      const beyond: Beyond = { secrets, idFor: (path, position) => idFor(path, position) || undefined };
      return { beyond, headers, watched: [] };
    },
  },
];

async function play({ places, set }: Scene): Promise<void> {
  const ours = await makeDesk(sandbox);
  const { beyond, headers, watched } = await set(ours);
  const before = await Promise.all(watched.map(fingerprintOf));
  const { tried, leaks } = await walkBeyond(beyond, ours, headers);
  expect(leaks).toEqual([]);
  expect(tried).toBeGreaterThanOrEqual(places);
  expect(await Promise.all(watched.map(fingerprintOf))).toEqual(before);
}

describe("in every place that takes an id, one from beyond the wall is not found", () => {
  for (const scene of scenes) {
    test(scene.name, () => play(scene), 60_000);
    test(`${scene.name}: by the finders alone`, () => withoutRowSecurity(() => play(scene)), 60_000);
  }
});

test("the walk sees a hole: with one's own ids it is answered", async () => {
  const ours = await makeDesk(sandbox, secret);
  const { leaks } = await walkBeyond(await otherWorkspace(ours, secret), ours, await cookieOf(ours.ownerId));
  expect(leaks.length).toBeGreaterThan(15);
  expect(leaks.filter((leak) => leak.endsWith("shows it")).length).toBeGreaterThan(0);
}, 60_000);
