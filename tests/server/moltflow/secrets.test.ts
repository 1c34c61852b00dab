import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { MoltflowError } from "#server/moltflow/index.ts";
import { clientOf, failure, json, memoryLog, SESSION, TEST_KEY, TEXT, upstream } from "./upstream.ts";

/** Everything a logger or an error page could print of a value, hidden properties and causes included. */
function everythingIn(value: unknown): string {
  const stack = value instanceof Error ? (value.stack ?? "") : "";
  const shown = value instanceof MoltflowError ? JSON.stringify([value.detail, value.issues]) : "";
  return `${stack}\n${inspect(value, { depth: 20, showHidden: true, getters: true })}\n${JSON.stringify(value)}${shown}`;
}

describe("the API key", () => {
  it("is in no error, stack or log line, even when the upstream quotes it", async () => {
    const log = memoryLog();
    const quote = `The key ${TEST_KEY} is not allowed; ${"x".repeat(250)} ${TEST_KEY}`;
    const replies: [number, unknown][] = [
      [401, { detail: quote }],
      [403, { detail: quote }],
      [422, { detail: [{ loc: ["header", TEST_KEY], msg: quote, type: "value_error", input: TEST_KEY }] }],
      [500, quote],
      [302, quote],
      [200, { [TEST_KEY]: quote, status: TEST_KEY }],
    ];
    for (const [status, body] of replies) {
      await using server = await upstream((response) =>
        json(response, status, body, { Location: `/${TEST_KEY}` }),
      );
      const client = clientOf(server.url, { log });
      expect(everythingIn(await failure(client.sendText(TEXT)))).not.toContain(TEST_KEY);
      expect(everythingIn(await failure(client.getSession(SESSION.id)))).not.toContain(TEST_KEY);
      expect(everythingIn(client)).not.toContain(TEST_KEY);
    }
    expect(log.lines.length).toBeGreaterThan(0);
    expect(everythingIn(log.lines)).not.toContain(TEST_KEY);
  });

  it("is not quoted when the network fails", async () => {
    const leaky = async (_url: string, init: RequestInit) => {
      throw new TypeError(`fetch failed with ${JSON.stringify(init.headers)}`, { cause: init });
    };
    const error = await failure(clientOf("http://moltflow.test", { fetch: leaky }).sendText(TEXT));
    expect(everythingIn(error)).not.toContain(TEST_KEY);
  });

  it.each(["", "mf_with\nnewline", "mf_with space", "mf_ключ"])(
    "that no header can carry (%j) is refused unquoted before anything is sent",
    async (apiKey) => {
      await using server = await upstream((response) => json(response, 200, []));
      const error = await failure(clientOf(server.url, { apiKey }).listSessions());
      expect(error).toMatchObject({ kind: "unauthorized", outcome: "not_done", status: null });
      if (apiKey !== "") expect(everythingIn(error)).not.toContain(apiKey);
      expect(server.hits).toEqual([]);
    },
  );
});
