import { beforeEach, expect, test } from "vitest";
import { GET } from "#app/api/trpc/[trpc]/route.ts";
import { env } from "#server/core/env.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { answerEvents } from "#server/streams/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { bearer, makeToken, someIp, type Workspace } from "../tokens/fixtures.ts";
import { sellPlans } from "./fixtures.ts";

sellPlans();

let workspace: Workspace;
let token: string;
beforeEach(async () => {
  workspace = await makeWorkspace();
  ({ token } = await makeToken(workspace, workspace.owner));
});

const headersOf = (one: string) => ({ ...bearer(one), [clientIpHeader]: someIp() });

function get(one = token, calls = 1): Promise<Response> {
  const input = { workspace: workspace.slug };
  const inputs =
    calls === 1 ? input : Object.fromEntries(Array.from({ length: calls }, (_, n) => [n, input]));
  const path = Array.from({ length: calls }, () => "workspaces.get").join(",");
  const query = new URLSearchParams({ input: JSON.stringify(inputs), ...(calls > 1 && { batch: "1" }) });
  return GET(new Request(`http://localhost:3000/api/trpc/${path}?${query}`, { headers: headersOf(one) }));
}

const events = (one = token) =>
  answerEvents(new Request("http://localhost:3000/api/inbox/events", { headers: headersOf(one) }));

const rate = ({ headers }: Response) => ({
  policy: headers.get("ratelimit-policy"),
  limit: headers.get("ratelimit"),
  remaining: headers.get("x-ratelimit-remaining"),
  reset: Number(headers.get("x-ratelimit-reset")),
});

test("every answer to a program says what is left of its minute", async () => {
  const first = rate(await get());
  expect(first).toMatchObject({ policy: '"workspace_plan";q=10;w=60', remaining: "9" });
  expect(first.limit).toMatch(/^"workspace_plan";r=9;t=(59|60|61)$/);
  expect(Math.abs(first.reset - Date.now() / 1000 - 60)).toBeLessThan(3);
  expect(rate(await events())).toMatchObject({ remaining: "8" });
});

test("a batch of ten costs ten", async () => {
  const batch = await get(token, 8);
  expect(batch.status).toBe(200);
  expect(rate(batch)).toMatchObject({ remaining: "2" });
  const more: unknown = await (await get(token, 4)).json();
  const refused = (more as { error?: unknown }[]).filter(({ error }) => error);
  expect(refused).toHaveLength(2);
});

test("whoever is refused learns by which limiter, until when, and where there is more", async () => {
  await get(token, 10);
  const answer = await get();
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(50);
  expect(rate(answer)).toMatchObject({ policy: '"workspace_plan";q=10;w=60', remaining: "0" });
  expect(rate(answer).limit).toBe(`"workspace_plan";r=0;t=${seconds}`);
  const { error } = (await answer.json()) as { error: { data: Record<string, unknown>; message: string } };
  expect(error.data).toMatchObject({
    reason: "limit.workspace_plan",
    limiter: "workspace_plan",
    params: { limit: 10, seconds, from: "plan" },
    upgradeUrl: `${env().PUBLIC_URL}/w/${workspace.slug}/settings/billing`,
  });
  expect(error.message).toContain("10 requests a minute");
  const plain = await events();
  expect(plain.status).toBe(429);
  expect(plain.headers.get("retry-after")).not.toBeNull();
  expect(await plain.json()).toMatchObject({
    ...{ type: "https://iana.org/assignments/http-problem-types#quota-exceeded", status: 429 },
    ...{ "violated-policies": ["workspace_plan"], reason: "limit.workspace_plan", limiter: "workspace_plan" },
  });
});

test("all tokens of a workspace share one minute, and other workspaces have their own", async () => {
  const other = await makeToken(workspace, workspace.owner);
  await get(token, 5);
  expect(rate(await get(other.token, 2))).toMatchObject({ remaining: "3" });
  const theirs = await makeWorkspace();
  const { token: stranger } = await makeToken(theirs, theirs.owner);
  expect((await get(stranger)).headers.get("x-ratelimit-remaining")).toBe("9");
});

test("where nothing is sold programs have what the installation gives, and are told so", async () => {
  delete (env() as { STRIPE_SECRET_KEY?: string }).STRIPE_SECRET_KEY;
  const limit = env().API_REQUESTS_PER_MINUTE;
  const answer = await get();
  expect(rate(answer)).toMatchObject({
    policy: `"workspace_plan";q=${limit};w=60`,
    remaining: `${limit - 1}`,
  });
});
