import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { errorKind, isApiError } from "#app/_lib/errors/api-error.ts";

const answered = (code: string) =>
  TRPCClientError.from({ error: { message: "no", code: -32_000, data: { code, reason: "x" } } });

test("a refusal of ours keeps its kind, so that its title says who can help", () => {
  expect(errorKind(answered("FORBIDDEN"))).toBe("forbidden");
  expect(errorKind(answered("TOO_MANY_REQUESTS"))).toBe("limited");
  expect(errorKind(answered("BAD_GATEWAY"))).toBe("upstream");
});

test("a code we do not know, and anything that is no call's error, counts as our fault", () => {
  expect(errorKind(answered("TEAPOT"))).toBe("internal");
  expect(errorKind(new Error("a bug"))).toBe("internal");
  expect(isApiError(new Error("a bug"))).toBe(false);
});

test("a call without an answer of our server is not called our fault", () => {
  expect(errorKind(TRPCClientError.from(new TypeError("fetch failed")))).toBe("unreachable");
});
