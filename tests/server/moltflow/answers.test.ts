import { describe, expect, it } from "vitest";
import { clientOf, failure, json, MESSAGE, memoryLog, SESSION, TEXT, upstream } from "./upstream.ts";

const PNG = Buffer.from("89504e470d0a1a0a", "hex");

/** A client of an upstream that gives one JSON answer to everything, and the drift it reported. */
async function answering(value: unknown, status = 200) {
  const log = memoryLog();
  const server = await upstream((response) => json(response, status, value));
  const drift = () => log.lines.filter(({ level }) => level === "warn").map(({ fields }) => fields);
  return {
    client: clientOf(server.url, { log }),
    drift,
    log,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

describe("answers as the contract has them", () => {
  it("become our shapes without a drift report", async () => {
    await using host = await answering([{ ...SESSION, something_new: { deep: true } }]);
    expect(await host.client.listSessions()).toEqual([
      {
        id: SESSION.id,
        name: "Front desk",
        status: "working",
        phoneNumber: "+5511999999999",
        isBusiness: false,
        config: {},
        createdAt: new Date("2026-02-11T10:00:00Z"),
        updatedAt: null,
      },
    ]);
    expect(host.drift()).toEqual([]);
  });
});

describe("answers that differ from the contract", () => {
  it("may be a list in an envelope of any name", async () => {
    for (const name of ["data", "items", "sessions"]) {
      await using host = await answering({ [name]: [SESSION], total: 1 });
      expect(await host.client.listSessions()).toHaveLength(1);
      expect(host.drift()).toEqual([{ operation: "listSessions", path: "", drift: "invalid_type" }]);
    }
  });

  it("may name states nobody knew, and say so in the log", async () => {
    await using host = await answering({ ...SESSION, status: "hibernating" });
    expect(await host.client.getSession(SESSION.id)).toMatchObject({ status: "hibernating" });
    expect(host.drift()).toEqual([{ operation: "getSession", path: "status", drift: "invalid_value" }]);
  });

  it.each([
    ["2026-02-11T10:00:00", "2026-02-11T10:00:00.000Z"],
    ["2026-02-11 10:00:00.123456", "2026-02-11T10:00:00.123Z"],
    ["2026-02-11T11:00:00+01:00", "2026-02-11T10:00:00.000Z"],
    [1_770_804_000, "2026-02-11T10:00:00.000Z"],
    [1_770_804_000_000, "2026-02-11T10:00:00.000Z"],
    ["1770804000", "2026-02-11T10:00:00.000Z"],
  ])("may write a time as %s", async (created_at, expected) => {
    await using host = await answering({ ...SESSION, created_at });
    const session = await host.client.getSession(SESSION.id);
    expect(session.createdAt?.toISOString()).toBe(expected);
  });

  it("may leave out or mangle whatever we can do without", async () => {
    await using host = await answering({
      id: SESSION.id,
      status: "stopped",
      created_at: "yesterday",
      config: "none",
      is_business: "no",
    });
    expect(await host.client.getSession(SESSION.id)).toEqual({
      id: SESSION.id,
      name: "",
      status: "stopped",
      phoneNumber: null,
      isBusiness: false,
      config: {},
      createdAt: null,
      updatedAt: null,
    });
    expect(host.drift().length).toBeGreaterThan(3);
  });

  it("lose only the item that cannot be read", async () => {
    await using host = await answering([SESSION, { name: "without an id" }]);
    expect(await host.client.listSessions()).toHaveLength(1);
    expect(host.drift()).toContainEqual({ operation: "listSessions", path: "[]", drift: "unreadable_item" });
  });

  it("fail when nothing in them can be read", async () => {
    await using host = await answering([{ name: "without an id" }]);
    expect(await failure(host.client.listSessions())).toMatchObject({
      kind: "unexpected_answer",
      status: 200,
    });
  });

  it("may answer a start with anything, for the contract only guesses there", async () => {
    for (const value of [{ status: "ok" }, "started", null]) {
      await using host = await answering(value);
      expect(await host.client.startSession(SESSION.id)).toBeNull();
    }
    await using server = await upstream((response) => response.writeHead(204).end());
    expect(await clientOf(server.url).startSession(SESSION.id)).toBeNull();
    expect(await clientOf(server.url).deleteSession(SESSION.id)).toBeUndefined();
  });

  it("keep chat addresses opaque", async () => {
    await using host = await answering([
      { id: "1", session_id: SESSION.id, wa_chat_id: "8839201@lid", is_group: false, message_count: 1 },
      { id: "2", session_id: SESSION.id, wa_chat_id: "1203@g.us", message_count: "7" },
    ]);
    const chats = await host.client.listChats(SESSION.id);
    expect(chats.map(({ waChatId, isGroup, messageCount }) => [waChatId, isGroup, messageCount])).toEqual([
      ["8839201@lid", false, 1],
      ["1203@g.us", true, 7],
    ]);
  });

  it("read a test delivery's verdict from its status when it is not told", async () => {
    await using host = await answering({ status_code: 204 });
    expect(await host.client.testWebhook(SESSION.id)).toMatchObject({ success: true, statusCode: 204 });
  });
});

describe("a drift report", () => {
  it("is made once per operation, place and kind, whichever client of the process meets it", async () => {
    await using host = await answering([
      { ...SESSION, status: "asleep" },
      { ...SESSION, status: "awake" },
    ]);
    await host.client.listSessions();
    await host.client.listSessions();
    await using twin = await upstream((response) => json(response, 200, [{ ...SESSION, status: "dozing" }]));
    await clientOf(twin.url, { log: host.log }).listSessions();
    expect(host.drift()).toEqual([{ operation: "listSessions", path: "[].status", drift: "invalid_value" }]);
  });

  it("holds no value of the answer", async () => {
    await using host = await answering(
      { ...MESSAGE, content_preview: 5511999999999, status: "private words", "+5511888888888": 1 },
      200,
    );
    await host.client.sendText(TEXT);
    expect(host.drift().map(({ path, drift }) => `${path} ${drift}`)).toEqual([
      " status_200",
      "content_preview invalid_union",
      "status invalid_value",
    ]);
    expect(JSON.stringify(host.log.lines)).not.toMatch(/private words|5511/);
  });
});

describe("the pairing code", () => {
  it("is the same image from JSON, from a data URL and from a bare PNG", async () => {
    const base64 = PNG.toString("base64");
    const expected = { mimeType: "image/png", base64 };
    await using plain = await answering({ mimetype: "image/png", data: base64 });
    expect(await plain.client.getSessionQr(SESSION.id)).toEqual(expected);
    await using dataUrl = await answering({ data: `data:image/png;base64,${base64}` });
    expect(await dataUrl.client.getSessionQr(SESSION.id)).toEqual(expected);
    await using image = await upstream((response) => {
      response.writeHead(200, { "Content-Type": "image/png" });
      response.end(PNG);
    });
    expect(await clientOf(image.url).getSessionQr(SESSION.id)).toEqual(expected);
    expect(image.hits[0]?.headers.accept).toMatch(/^application\/json/);
  });

  it("that is neither is an unexpected answer", async () => {
    await using host = await answering({ status: "later" });
    expect(await failure(host.client.getSessionQr(SESSION.id))).toMatchObject({ kind: "unexpected_answer" });
  });
});
