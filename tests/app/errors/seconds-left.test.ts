import { TRPCClientError } from "@trpc/client";
import { afterEach, expect, test, vi } from "vitest";
import { retryAtMs } from "#app/_lib/errors/use-seconds-left.ts";
import { makeQueryClient } from "#app/_lib/trpc/query-client.ts";

const refused = (retryAfterMs: number | null) =>
  new TRPCClientError("Too many requests", {
    result: { error: { message: "", code: -32029, data: { code: "TOO_MANY_REQUESTS", retryAfterMs } } },
  });

afterEach(() => {
  vi.useRealTimers();
});

test("a countdown goes on from when the refusal came, however often it is shown", () => {
  vi.useFakeTimers({ now: 100_000 });
  const error = refused(5_000);
  expect(retryAtMs(error)).toBe(105_000);
  vi.setSystemTime(103_000);
  expect(retryAtMs(error)).toBe(105_000);
});

test("what says no time, or a time that nobody watches, has no countdown", () => {
  for (const error of [refused(null), refused(0), refused(3_600_000), new Error("no"), null]) {
    expect(retryAtMs(error)).toBeNull();
  }
});

test("nothing that a limiter refused is tried again by itself, and no change ever", () => {
  const { queries, mutations } = makeQueryClient().getDefaultOptions();
  const retry = queries?.retry as (failures: number, error: Error) => boolean;
  expect(retry(0, refused(1_000))).toBe(false);
  expect(retry(0, new TypeError("the line broke off"))).toBe(true);
  expect(retry(1, new TypeError("the line broke off"))).toBe(false);
  expect(mutations?.retry).toBe(false);
});
