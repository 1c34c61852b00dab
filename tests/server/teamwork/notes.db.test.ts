import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, chatNotes } from "#db/schema/index.ts";
import { inTenant, type Place } from "#db/tenant.ts";
import { readNotes, sweepDeletedNotes } from "#server/teamwork/index.ts";
import { audited, join, outcome } from "../members/fixtures.ts";
import { type ChatTeam, makeChatTeam, noticesOf } from "./fixtures.ts";

let team: ChatTeam;
beforeEach(async () => {
  team = await makeChatTeam();
});

const addNote = (text: string, mentions: string[] = [], by = team.api) =>
  by.teamwork.addNote({ workspace: team.workspace, chat: team.chat, text, mentions });
const notesOf = (place: Place = team.workspaceId, range = {}) =>
  inTenant(place, (tx) => readNotes(tx, place, team.chat, range));
const age = (noteId: string, minutes: number) =>
  systemDb()
    .update(chatNotes)
    .set({ createdAt: new Date(Date.now() - minutes * 60_000) })
    .where(eq(chatNotes.id, noteId));

describe("a note", () => {
  test("is read with its author and whom it names, oldest first, and within a range", async () => {
    const first = await addNote("She called twice", [team.agent.userId]);
    await age(first.note.id, 10);
    const second = await addNote("Done", [], team.agent.api);
    const notes = await notesOf();
    expect(notes.map(({ text }) => text)).toEqual(["She called twice", "Done"]);
    expect(notes[0]?.author?.userId).toBe(team.ownerId);
    expect(notes[0]?.mentions.map(({ userId }) => userId)).toEqual([team.agent.userId]);
    const lately = new Date(Date.now() - 5 * 60_000);
    expect((await notesOf(team.workspaceId, { from: lately })).map(({ id }) => id)).toEqual([second.note.id]);
    expect((await notesOf(team.workspaceId, { to: lately })).map(({ id }) => id)).toEqual([first.note.id]);
  });

  test("is changed by its author within a quarter of an hour, and by nobody else", async () => {
    const { note } = await addNote("Teh room");
    const change = (by: ChatTeam["api"], text: string) =>
      outcome(by.teamwork.changeNote({ workspace: team.workspace, noteId: note.id, text }));
    expect(await change(team.agent.api, "Mine now")).toBe("note.not_yours");
    expect(await change(team.api, "The room")).toBe("done");
    await age(note.id, 14);
    expect(await change(team.api, "The room is free")).toBe("done");
    await age(note.id, 16);
    expect(await change(team.api, "Too late")).toBe("note.too_old");
    const [kept] = await notesOf();
    expect(kept?.text).toBe("The room is free");
    expect(kept?.editedAt).not.toBeNull();
  });

  test("is deleted by its author alone, comes back by undo, and is gone once it was swept", async () => {
    const { note } = await addNote("Call back", [team.agent.userId]);
    const target = { workspace: team.workspace, noteId: note.id };
    expect(await outcome(team.agent.api.teamwork.deleteNote(target))).toBe("note.not_yours");
    await team.api.teamwork.deleteNote(target);
    expect(await notesOf()).toEqual([]);
    expect(await noticesOf(team.agent.userId)).toEqual([]);
    await sweepDeletedNotes(new Date());
    await team.api.teamwork.restoreNote(target);
    expect((await notesOf()).map(({ text }) => text)).toEqual(["Call back"]);
    expect(await noticesOf(team.agent.userId)).toHaveLength(1);
    await team.api.teamwork.deleteNote(target);
    await sweepDeletedNotes(new Date(Date.now() + 16 * 60_000));
    expect(await outcome(team.api.teamwork.restoreNote(target))).toBe("note.not_found");
  });

  test("keeps its words out of the audit", async () => {
    const { note } = await addNote("Her diagnosis is a secret");
    await team.api.teamwork.deleteNote({ workspace: team.workspace, noteId: note.id });
    expect(await audited(team, "note.create")).toHaveLength(1);
    expect(await audited(team, "note.delete")).toHaveLength(1);
    const entries = await systemDb()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.workspaceId, team.workspaceId));
    expect(JSON.stringify(entries)).not.toContain("diagnosis");
  });

  test.each([
    ["nothing but spaces", "   "],
    ["NUL alone", "\0"],
    ["4,097 characters", "x".repeat(4097)],
  ])("of %s is refused", async (_, text) => {
    expect(await outcome(addNote(text))).not.toBe("done");
    expect(await notesOf()).toEqual([]);
  });

  test("keeps half a character and NUL out of the database, and right-to-left words as they are", async () => {
    await addNote("a\0b\ud800 مرحبا 👋🏽");
    expect((await notesOf()).map(({ text }) => text)).toEqual(["ab\ufffd مرحبا 👋🏽"]);
  });
});

describe("a mention", () => {
  test("tells once whoever may see the chat, and not its author", async () => {
    const { note, unreached } = await addNote("Look", [team.agent.userId, team.ownerId, team.agent.userId]);
    expect(unreached).toEqual([]);
    const change = { workspace: team.workspace, noteId: note.id, text: "Look again" };
    await team.api.teamwork.changeNote({ ...change, mentions: [team.agent.userId] });
    const told = await noticesOf(team.agent.userId);
    expect(told.map(({ kind, chat, params }) => [kind, chat, params])).toEqual([
      ["mention", team.chat, { by: team.owner.name }],
    ]);
    expect(await noticesOf(team.ownerId)).toEqual([]);
  });

  test.each([
    ["who sees another number only", () => join(team, "agent", { onlyNumbers: [team.otherNumberId] })],
    ["who sees only chats of their own", () => join(team, "agent", { assignedOnly: true })],
    ["whose role shows no chats", () => join(team, "billing")],
    ["who is suspended", () => join(team, "agent", { suspendedAt: new Date() })],
  ])("of somebody %s tells nobody, and the author hears of it", async (_, make) => {
    const them = await make();
    const { unreached } = await addNote("Look", [them.userId, team.agent.userId]);
    expect(unreached.map(({ userId }) => userId)).toEqual([them.userId]);
    expect(await noticesOf(them.userId)).toEqual([]);
    expect(await noticesOf(team.agent.userId)).toHaveLength(1);
  });

  test("of whoever the chat is assigned to reaches them, though they see no other", async () => {
    const them = await join(team, "agent", { assignedOnly: true });
    await team.api.chats.assign({ workspace: team.workspace, chat: team.chat, userId: them.userId });
    const { unreached } = await addNote("Yours", [them.userId]);
    expect(unreached).toEqual([]);
    expect((await noticesOf(them.userId)).map(({ kind }) => kind)).toEqual(["assigned", "mention"]);
  });

  test("of a stranger is refused, and nothing is written", async () => {
    const stranger = await makeChatTeam();
    expect(await outcome(addNote("Look", [stranger.ownerId]))).toBe("member.not_found");
    expect(await notesOf()).toEqual([]);
  });
});

describe("a chat out of sight", () => {
  test("takes no note, and shows and changes none", async () => {
    const { note } = await addNote("Not for you");
    const them = await join(team, "agent", { onlyNumbers: [team.otherNumberId] });
    expect(await outcome(addNote("Hello", [], them.api))).toBe("chat.not_found");
    const target = { workspace: team.workspace, noteId: note.id };
    expect(await outcome(them.api.teamwork.changeNote({ ...target, text: "x" }))).toBe("note.not_found");
    expect(await outcome(them.api.teamwork.deleteNote(target))).toBe("note.not_found");
    const sight = { workspaceId: team.workspaceId, onlyNumbers: [team.otherNumberId], assignedTo: null };
    expect(await notesOf(sight)).toEqual([]);
    const assigned = { workspaceId: team.workspaceId, onlyNumbers: null, assignedTo: them.userId };
    expect(await notesOf(assigned)).toEqual([]);
  });

  test("is no place to change a note of one's own that went out of sight with it", async () => {
    const them = await join(team, "agent", { assignedOnly: true });
    const assign = (userId: string) =>
      team.api.chats.assign({ workspace: team.workspace, chat: team.chat, userId });
    await assign(them.userId);
    const { note } = await addNote("Mine", [], them.api);
    await assign(team.agent.userId);
    const change = { workspace: team.workspace, noteId: note.id, text: "Still mine" };
    expect(await outcome(them.api.teamwork.changeNote(change))).toBe("note.not_found");
  });
});
