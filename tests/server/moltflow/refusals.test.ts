import { describe, expect, it } from "vitest";
import type { OperationId } from "#server/moltflow/index.ts";
import { refusalError } from "#server/moltflow/refusals.ts";

function refused(
  status: number,
  detail: unknown,
  {
    operation = "sendText",
    headers = {},
  }: { operation?: OperationId; headers?: Record<string, string> } = {},
) {
  const refusal = {
    operation,
    requestId: "req-1",
    status,
    headers: new Headers(headers),
    body: JSON.stringify({ detail }),
  };
  return refusalError(refusal, (text) => text.replaceAll("mf_secret_key", "[key]"));
}

describe("the five meanings of 403", () => {
  it("names the missing scopes from the header, whatever separates them", () => {
    for (const value of [
      "messages:send,sessions:read",
      "messages:send sessions:read",
      "messages:send, sessions:read",
    ]) {
      const error = refused(403, "Forbidden", { headers: { "X-Required-Scopes": value } });
      expect(error.kind).toBe("forbidden_scope");
      expect(error.requiredScopes).toEqual(["messages:send", "sessions:read"]);
    }
  });

  it("names the missing scope from the words when the header is missing", () => {
    const error = refused(403, "Missing required scope: custom-groups:manage");
    expect(error).toMatchObject({ kind: "forbidden_scope", requiredScopes: ["custom-groups:manage"] });
  });

  it.each([
    ["Chat history access requires opt-in", "forbidden_history"],
    ["Chat history access requires opt-in. Upgrade not needed.", "forbidden_history"],
    ["Session limit reached for your plan", "forbidden_plan"],
    ["Monthly message quota exceeded", "forbidden_plan"],
    ["This feature requires Pro or higher. Please upgrade.", "forbidden_plan"],
    ["Recipient is not in the tenant allow-list", "forbidden_policy"],
    ["Blocked by safeguard: block_secrets", "forbidden_policy"],
    ["Reciprocity check failed: contact has not written first", "forbidden_policy"],
    ["Content policy violation: upgrade scam", "forbidden_policy"],
    ["Requires role owner or admin", "forbidden_role"],
    ["Insufficient permissions", "forbidden_role"],
    ["Computer says no", "forbidden_policy"],
  ])("reads %j as %s", (detail, kind) => {
    expect(refused(403, detail).kind).toBe(kind);
  });

  it("treats a 403 without a readable body as MoltFlow's own decision", () => {
    expect(refused(403, undefined).kind).toBe("forbidden_policy");
  });
});

describe("other refusals", () => {
  it.each<[number, OperationId, string, string]>([
    [400, "startSession", "Nope", "bad_state"],
    [400, "getSessionQr", "", "bad_state"],
    [400, "sendText", "Session is not working", "bad_state"],
    [400, "sendText", "Session not found", "bad_state"],
    [400, "createWebhook", "Private addresses are refused", "invalid"],
    [400, "createSession", "Session name is too long", "invalid"],
    [401, "getProfile", "Not authenticated", "unauthorized"],
    [402, "sendText", "Payment required", "forbidden_plan"],
    [404, "getSession", "Session not found", "not_found"],
    [409, "createSession", "Already exists", "conflict"],
    [418, "getSession", "Teapot", "unexpected_answer"],
    [302, "getSession", "", "unexpected_answer"],
    [500, "getSession", "Internal server error", "server_error"],
    [503, "sendText", "Try later", "server_error"],
  ])("%i for %s (%j) is %s", (status, operation, detail, kind) => {
    expect(refused(status, detail, { operation }).kind).toBe(kind);
  });

  it("lists what validation found, with its place, and leaves the sent values out", () => {
    const error = refused(422, [
      { loc: ["body", "events", 0], msg: "Unknown event", type: "enum", input: "private words" },
    ]);
    expect(error).toMatchObject({
      kind: "invalid",
      issues: [{ path: "body.events.0", message: "Unknown event" }],
    });
    expect(error.detail).toBe("body.events.0: Unknown event");
    expect(JSON.stringify(error.issues)).not.toContain("private words");
  });

  it("accepts a validation answer that is only a sentence", () => {
    expect(refused(422, "chat_id is wrong")).toMatchObject({
      kind: "invalid",
      issues: [],
      detail: "chat_id is wrong",
    });
  });

  it("tells when a rate-limited call may be tried again", () => {
    const nowMs = Date.now();
    const error = refused(429, "Rate limit exceeded", {
      headers: { "Retry-After": "30", "X-RateLimit-Remaining": "0" },
    });
    expect(error).toMatchObject({ kind: "rate_limited", remaining: 0, outcome: "not_done" });
    expect(error.retryAtMs).toBeGreaterThanOrEqual(nowMs + 30_000);
    expect(error.retryAtMs).toBeLessThanOrEqual(Date.now() + 30_000);
  });
});

describe("the outcome", () => {
  it("of a write is known after a 4xx and unknown after anything else", () => {
    const outcomes = [400, 401, 403, 404, 409, 422, 429, 302, 500, 502, 504].map(
      (s) => refused(s, "").outcome,
    );
    expect(outcomes).toEqual([...Array(7).fill("not_done"), ...Array(4).fill("unknown")]);
  });

  it("of a read is always not done", () => {
    expect(refused(500, "", { operation: "listChats" }).outcome).toBe("not_done");
  });
});

describe("the words of a refusal", () => {
  it("lose the key before they are cut to 300 characters", () => {
    const error = refused(401, `${"x".repeat(290)} mf_secret_key`);
    expect(error.detail).toHaveLength(296);
    expect(error.detail).toMatch(/\[key\]$/);
  });

  it("are no own properties, which loggers print", () => {
    const error = refused(422, [
      { loc: ["body", "chat_id"], msg: "+5511999999999 is no chat", type: "value_error" },
    ]);
    expect(error.issues).toHaveLength(1);
    expect(JSON.stringify({ ...error })).not.toContain("5511999999999");
  });

  it("stay out of the message, which is written to logs", () => {
    const error = refused(403, "Chat with +5511999999999 is blocked");
    expect(error.message).toBe("MoltFlow sendText failed: forbidden_policy (HTTP 403, request req-1)");
  });
});
