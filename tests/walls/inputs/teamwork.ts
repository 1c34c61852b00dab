import { systemDb } from "#db/client.ts";
import { chatNotes, notices as noticesTable, snippets as snippetsTable } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { DomainInputs } from "./define.ts";

export const teamwork: DomainInputs = async ({ workspaceId, ownerId, chat }) => {
  const notes = [newId(), newId()] as const;
  for (const id of notes) {
    await systemDb().insert(chatNotes).values({ workspaceId, id, chat, authorId: ownerId, text: "Hello" });
  }
  const [changed, deleted] = notes;
  return {
    "teamwork.addNote": { chat, text: "Please look", mentions: [ownerId] },
    "teamwork.changeNote": { noteId: changed, text: "Please look again", mentions: [ownerId] },
    "teamwork.deleteNote": { noteId: deleted },
    "teamwork.restoreNote": { noteId: deleted },
    "teamwork.draft": { chat },
    "teamwork.saveDraft": { chat, text: "Good morning" },
    "teamwork.present": { chat },
    "teamwork.bePresent": { chat, state: "viewing", tab: "walls-test" },
  };
};

async function makeSnippet(workspaceId: string): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(snippetsTable)
    .values({ workspaceId, id, name: "Hours", shortcut: id, text: "We are open.", updatedAt: new Date() });
  return id;
}

export const snippets: DomainInputs = async ({ workspaceId }) => {
  const shortcut = newId();
  return {
    "snippets.list": {},
    "snippets.add": { name: "Thanks", shortcut, text: "Thank you, {name}." },
    "snippets.change": {
      snippetId: await makeSnippet(workspaceId),
      ...{ name: "Hours", shortcut: newId(), text: "We are closed." },
    },
    "snippets.delete": { snippetId: await makeSnippet(workspaceId) },
  };
};

export const notices: DomainInputs = async ({ workspaceId, ownerId, chat }) => {
  const id = newId();
  await systemDb()
    .insert(noticesTable)
    .values({ workspaceId, id, userId: ownerId, kind: "mention", chat, about: id });
  return {
    "notices.list": {},
    "notices.unread": {},
    "notices.markRead": { noticeId: id },
    "notices.snooze": { noticeId: id, until: new Date(Date.now() + 3_600_000).toISOString() },
  };
};
