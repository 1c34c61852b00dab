import { eq } from "drizzle-orm";
import { systemDb, systemSql } from "#db/client.ts";
import { chats, notices } from "#db/schema/index.ts";
import { makeChat, makeConnectedNumber } from "#tests/support/factories.ts";
import { makeNumber } from "../inbox/fixtures.ts";
import { join, makeTeam } from "../members/fixtures.ts";

/**
 * A team with two numbers and a chat of each, and an agent who has the first one's chat in hand. `chat` is the first
 * number's, `otherChat` the second one's.
 */
export async function makeChatTeam() {
  const team = await makeTeam();
  const { workspaceId } = team;
  const { connectionId, numberId, sessionId } = await makeConnectedNumber(workspaceId);
  const other = await makeNumber(workspaceId, connectionId, { name: "Back office" });
  const agent = await join(team, "agent");
  const chat = await makeChat(workspaceId, {
    ...{ sessionId, chatId: "5511999999999@c.us", assigneeId: agent.userId },
  });
  const otherChat = await makeChat(workspaceId, {
    ...{ sessionId: other.sessionId, chatId: "5511888888888@c.us" },
  });
  return { ...team, numberId, otherNumberId: other.id, chat, otherChat, agent };
}
export type ChatTeam = Awaited<ReturnType<typeof makeChatTeam>>;

/** The chat as it is stored. */
export async function chatRow(chat: string) {
  const [row] = await systemDb().select().from(chats).where(eq(chats.id, chat));
  if (!row) throw new Error("The chat is gone.");
  return row;
}

/** What a member was told of, as it is stored. */
export const noticesOf = (userId: string) =>
  systemDb().select().from(notices).where(eq(notices.userId, userId)).orderBy(notices.createdAt);

/** When the jobs of a kind that wait for a chat are to run, in ISO 8601. */
export async function waitingJobs(task: string, chat: string): Promise<string[]> {
  const jobs = await systemSql()<{ at: string }[]>`
    select extract(epoch from j.run_at) * 1000 as at from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = ${task} and j.payload ->> 'chat' = ${chat}`;
  return jobs.map(({ at }) => new Date(Number(at)).toISOString());
}
