import { systemDb } from "#db/client.ts";
import { members as membersTable } from "#db/schema/index.ts";
import { makeUser } from "#tests/support/factories.ts";
import type { DomainInputs } from "./define.ts";

async function makeAgent(workspaceId: string): Promise<string> {
  const { id: userId } = await makeUser();
  await systemDb().insert(membersTable).values({ workspaceId, userId, role: "agent" });
  return userId;
}

export const members: DomainInputs = async ({ workspaceId, ownerId }) => {
  const [changed, removed, heir] = await Promise.all([1, 2, 3].map(() => makeAgent(workspaceId)));
  return {
    "members.list": {},
    "members.get": { userId: ownerId },
    "members.myAccess": {},
    "members.change": { userId: changed, role: "viewer" },
    "members.endSessions": { userId: changed },
    "members.suspend": { userId: changed },
    "members.resume": { userId: changed },
    "members.remove": { userId: removed, handOverTo: null },
    "members.transfer": { userId: heir },
    "members.leave": {},
  };
};
