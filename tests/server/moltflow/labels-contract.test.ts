import { describe, expect, it } from "vitest";
import { sandboxForFile, UNKNOWN } from "./sandbox-desk.ts";
import { failure } from "./upstream.ts";

const { desk } = sandboxForFile();

describe("labels", () => {
  it("are made, changed, worn by chats of any kind, and deleted", async () => {
    const { client, chat, chats } = await desk();
    const label = await client.createLabel({ name: "عاجل 🔥", color: "#FF0000" });
    expect(label).toMatchObject({ name: "عاجل 🔥", description: null, chatCount: 0, synced: false });
    const change = { name: "Urgent", color: "#00ff00", description: "At once" };
    expect(await client.updateLabel(label.id, change)).toMatchObject(change);
    const hidden = chats.find(({ jid }) => jid.endsWith("@lid"))?.jid ?? "";
    for (const chatId of [chat.id, hidden]) {
      expect(await client.setChatLabels(chatId, [label.id])).toMatchObject([{ id: label.id }]);
    }
    expect(await client.getChatLabels(chat.jid)).toMatchObject([{ id: label.id, chatCount: 2 }]);
    const worn = await client.listLabelChats(label.id);
    expect(worn.map(({ waChatId }) => waChatId).sort()).toEqual([chat.jid, hidden].sort());
    await client.deleteLabel(label.id);
    expect((await failure(client.getLabel(label.id))).kind).toBe("not_found");
    expect(await client.getChatLabels(chat.jid)).toEqual([]);
  });

  it("that are none are refused: no colour, no name, nothing changed, unknown ones, unknown chats", async () => {
    const { client, chat } = await desk();
    const [label] = await client.listLabels();
    const kinds = await Promise.all(
      [
        client.createLabel({ name: "Red", color: "red" }),
        client.createLabel({ name: "", color: "#FF0000" }),
        client.updateLabel(label?.id ?? "", {}),
        client.setChatLabels(chat.jid, [UNKNOWN]),
        client.setChatLabels("0@c.us", []),
        client.getLabel(UNKNOWN),
      ].map(async (call) => (await failure(call)).kind),
    );
    expect(kinds).toEqual(["invalid", "invalid", "invalid", "invalid", "not_found", "not_found"]);
  });

  it("are taken over from a business account and given to it", async () => {
    const { client, sessionId } = await desk();
    expect(await client.checkBusiness(sessionId)).toEqual({ isBusiness: true });
    const taken = await client.importLabels(sessionId);
    expect(taken).toMatchObject({ imported: 2, updated: 1 });
    expect(taken.labels?.every(({ synced }) => synced)).toBe(true);
    const own = await client.createLabel({ name: "Ours", color: "#ABCDEF" });
    expect(await client.syncLabel(own.id, sessionId)).toMatchObject({ id: own.id, synced: true });
  });

  it("stay here for a number that is no business", async () => {
    const { client, sessionId } = await desk({ business: false });
    const [label] = await client.listLabels();
    expect(await client.checkBusiness(sessionId)).toEqual({ isBusiness: false });
    expect((await failure(client.importLabels(sessionId))).kind).toBe("bad_state");
    expect((await failure(client.syncLabel(label?.id ?? "", sessionId))).kind).toBe("bad_state");
  });
});

it("one webhook is read by its id", async () => {
  const { client } = await desk();
  const url = "https://hooks.example.com/in";
  const made = await client.createWebhook({ name: "Ours", url, events: ["group.message.analyzed"] });
  expect(await client.getWebhook(made.id)).toEqual(made);
  expect((await failure(client.getWebhook(UNKNOWN))).kind).toBe("not_found");
});
