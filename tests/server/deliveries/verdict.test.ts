import { expect, test } from "vitest";
import { alertStages, reasonOf, stageOf } from "#server/deliveries/health.ts";
import { judge } from "#server/deliveries/verdict.ts";

const at = { nowMs: 0, random: 0.5 };
const answer = (status: number, headers = {}) => judge({ status, error: null, headers }, 1, at);

test("any 2xx delivers, whatever stands in it", () => {
  for (const status of [200, 202, 204, 299]) {
    expect(answer(status)).toMatchObject({ state: "delivered", error: null, healthy: true });
  }
});

test("everything else fails and is tried again", () => {
  for (const status of [199, 400, 401, 404, 500, 503]) {
    expect(answer(status)).toMatchObject({
      state: "failed",
      error: "status",
      healthy: false,
      retryInMs: 5_000,
    });
  }
  expect(answer(302)).toMatchObject({ state: "failed", error: "redirect" });
  for (const error of ["timeout", "connect", "dns", "tls", "closed"] as const) {
    expect(judge({ status: null, error, headers: {} }, 1, at)).toMatchObject({ state: "failed", error });
  }
});

test("an answer that broke off counts as what broke it, though its status was good", () => {
  expect(judge({ status: 200, error: "closed", headers: {} }, 1, at)).toMatchObject({ state: "failed" });
});

test("the eighth failure is the last", () => {
  const failed = { status: 500, error: "status", headers: {} } as const;
  expect(judge(failed, 7, at)).toMatchObject({ state: "failed", retryInMs: 36_000_000 });
  expect(judge(failed, 8, at)).toMatchObject({ state: "dead", retryInMs: null });
});

test("an address that we do not dial says nothing of the destination, nor does a template that fails", () => {
  const blocked = { status: null, error: "blocked_address", headers: {} } as const;
  expect(judge(blocked, 1, at)).toMatchObject({ state: "blocked", healthy: null, retryInMs: null });
  const template = { status: null, error: "template", headers: {} } as const;
  expect(judge(template, 1, at)).toMatchObject({ state: "dead", healthy: null, retryInMs: null });
});

test("410 says that it is gone; 429, 502 and 504 ask for less", () => {
  expect(answer(410)).toMatchObject({ gone: true, state: "failed" });
  expect(answer(404).gone).toBe(false);
  for (const status of [429, 502, 504]) expect(answer(status).slowMs).toBe(60_000);
  expect(answer(503).slowMs).toBeNull();
  expect(answer(429, { "retry-after": "7" })).toMatchObject({ slowMs: 7_000, retryInMs: 7_000 });
  expect(answer(429, { "retry-after": "86400" })).toMatchObject({ slowMs: 600_000, retryInMs: 10_000 });
});

test("people hear at half, 70 and 90 percent of five days or of twenty dead ones, whichever is further", () => {
  const day = 86_400_000;
  const stages = (days: number, deadInRow: number) => stageOf({ failingSinceMs: 0, deadInRow }, days * day);
  expect([0, 2.4, 2.5, 3.5, 4.5, 4.99, 5].map((days) => stages(days, 0))).toEqual([
    0, 0, 50, 70, 90, 90, 100,
  ]);
  expect([9, 10, 14, 18, 19, 20, 25].map((dead) => stages(0, dead))).toEqual([0, 50, 70, 90, 90, 100, 100]);
  expect(stages(3.5, 10)).toBe(70);
  expect(stageOf({ failingSinceMs: null, deadInRow: 0 }, 9 * day)).toBe(0);
  expect(reasonOf({ failingSinceMs: 0, deadInRow: 3 })).toBe("failing");
  expect(reasonOf({ failingSinceMs: 0, deadInRow: 20 })).toBe("dead_in_row");
  expect(alertStages.at(-1)).toBe(100);
});
