import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { openSandbox } from "./support.ts";

const keyShape = z.object({ key: z.string() });

test.each([
  ["free", 10],
  ["starter", 20],
  ["pro", 40],
  ["business", 60],
])("the %s plan allows %i calls a minute, counted down in the headers", async (plan, limit) => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key } = await sandbox.tenant({ plan });
  for (let left = limit - 1; left >= 0; left -= 1) {
    const reply = await sandbox.api(key, "GET", "/sessions");
    expect(reply.status).toBe(200);
    expect(reply.headers.get("x-ratelimit-remaining")).toBe(String(left));
  }
  const refused = await sandbox.api(key, "GET", "/sessions");
  expect(refused).toMatchObject({ status: 429, json: { detail: "Rate limit exceeded" } });
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  expect(refused.headers.get("retry-after")).toBe("60");
  expect(refused.headers.get("x-ratelimit-reset")).toBe(String(clock.now() / 1000 + 60));

  await clock.advance(60_000);
  expect((await sandbox.api(key, "GET", "/sessions")).status).toBe(200);
});

test("the limit belongs to the tenant: its keys share one window, other tenants have their own", async () => {
  await using sandbox = await openSandbox();
  const { tenantId, key } = await sandbox.tenant({ plan: "free" });
  const other = await sandbox.tenant({ plan: "free" });
  const second = keyShape.parse(
    (await sandbox.control("POST", "/keys", { tenantId, scopes: ["sessions:read"] })).json,
  );
  for (let call = 0; call < 5; call += 1) {
    await sandbox.api(key, "GET", "/sessions");
    await sandbox.api(second.key, "GET", "/sessions");
  }
  expect((await sandbox.api(second.key, "GET", "/sessions")).status).toBe(429);
  expect((await sandbox.api(other.key, "GET", "/sessions")).status).toBe(200);
});
