import { rebuildChats } from "#server/inbox/rebuild-chats.ts";
import { type Command, workspaceNamed } from "./command.ts";

export const chatsRebuild: Command = {
  about: "make the chats and messages that the stored events and sends tell of, as far as they are missing",
  options: { workspace: { type: "string", about: "slug or id of the workspace", required: true } },
  async run(values) {
    const { id } = await workspaceNamed(values);
    return rebuildChats(id);
  },
};
