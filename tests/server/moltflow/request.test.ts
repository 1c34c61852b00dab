import { describe, expect, it } from "vitest";
import { clientOf, failure, json, SESSION, TEST_KEY, upstream } from "./upstream.ts";

describe("the request", () => {
  it("carries the key, an own id that the error names, and goes below /api/v2", async () => {
    await using server = await upstream((response) => json(response, 404, { detail: "Session not found" }));
    for (const baseUrl of [server.url, `${server.url}/`, `${server.url}/api/v2`, `${server.url}/api/v2/`]) {
      const error = await failure(clientOf(baseUrl).getSession(SESSION.id));
      const hit = server.hits.at(-1);
      expect(hit?.url).toBe(`/api/v2/sessions/${SESSION.id}`);
      expect(hit?.headers["x-api-key"]).toBe(TEST_KEY);
      expect(error.requestId).toBe(hit?.headers["x-request-id"]);
      expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("escapes ids, and refuses those that would address another resource", async () => {
    await using server = await upstream((response) => json(response, 200, []));
    const client = clientOf(server.url);
    await client.listChatMessages(SESSION.id, "../../webhooks?x=1#y", { limit: 5 });
    expect(server.hits[0]?.url).toBe(
      `/api/v2/messages/chat/${SESSION.id}/..%2F..%2Fwebhooks%3Fx%3D1%23y?limit=5`,
    );
    for (const id of ["", ".", ".."]) {
      await expect(client.deleteWebhook(id)).rejects.toThrow("needs a webhook_id");
    }
    expect(server.hits).toHaveLength(1);
  });

  it.each(["", "moltflow", "ftp://moltflow.test", "https://user:pass@moltflow.test"])(
    "is not made to %j",
    (baseUrl) => {
      expect(() => clientOf(baseUrl)).toThrow(TypeError);
    },
  );
});
