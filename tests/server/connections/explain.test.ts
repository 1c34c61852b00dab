import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { explainMoltflowError } from "#server/connections/explain.ts";
import { MoltflowError, type MoltflowErrorKind } from "#server/moltflow/index.ts";

const kinds: MoltflowErrorKind[] = [
  ...(["unauthorized", "not_found", "conflict", "invalid", "bad_state", "timeout", "network"] as const),
  ...(["forbidden_scope", "forbidden_plan", "forbidden_history", "forbidden_policy"] as const),
  ...(["forbidden_role", "rate_limited", "server_error", "unexpected_answer"] as const),
];

const textsShape = z.object({ moltflow: z.record(z.string(), z.string()) });
const textsOf = (locale: string) => {
  const file = new URL(`../../../app/_messages/${locale}/errors.json`, import.meta.url);
  return textsShape.parse(JSON.parse(readFileSync(file, "utf8"))).moltflow;
};

const errorOf = (kind: MoltflowErrorKind, fields = {}) =>
  new MoltflowError({
    ...{ kind, operation: "createSession", requestId: "r-1", outcome: "not_done" },
    ...{ detail: "Plan limit", requiredScopes: ["sessions:manage"], ...fields },
  });

const fill = (text: string, params: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]));

test.each(kinds)("%s has a text in every language that its parameters complete", (kind) => {
  const { reason, params, message } = explainMoltflowError(errorOf(kind));
  expect(reason).toBe(`moltflow.${kind}`);
  expect(fill(textsOf("en")[kind] ?? "", params)).toBe(message);
  const chinese = fill(textsOf("zh-CN")[kind] ?? "", params);
  expect(chinese).toMatch(/\p{Script=Han}/u);
  expect(chinese).not.toContain("undefined");
});

test("past the rate limit it says how long to wait", () => {
  const { code, retryAfterMs, params } = explainMoltflowError(
    errorOf("rate_limited", { retryAtMs: Date.now() + 30_500 }),
  );
  expect(code).toBe("limited");
  expect(retryAfterMs).toBeGreaterThan(29_000);
  expect(params.seconds).toBe(31);
});

test("a missing scope is named, and MoltFlow's own words are passed on", () => {
  expect(explainMoltflowError(errorOf("forbidden_scope")).params.scopes).toBe("sessions:manage");
  expect(explainMoltflowError(errorOf("forbidden_plan")).message).toContain("Plan limit");
});

test("no refusal by MoltFlow looks like the end of our own session", () => {
  for (const kind of kinds) {
    expect(explainMoltflowError(errorOf(kind)).code).not.toBe("unauthenticated");
  }
});
