import { systemDb } from "#db/client.ts";
import { invitations as invitationsTable } from "#db/schema/index.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { unrestricted } from "#server/members/index.ts";
import type { DomainInputs } from "./define.ts";

async function makeInvitation(workspaceId: string, email: string | null) {
  const [invitationId, token] = [newId(), newToken()];
  await systemDb()
    .insert(invitationsTable)
    .values({
      ...{ workspaceId, id: invitationId, email, tokenHash: digest(token), role: "viewer" as const },
      ...{ restrictions: unrestricted, maxUses: 1, expiresAt: new Date(Date.now() + 3_600_000) },
    });
  return { invitationId, token };
}

export const invitations: DomainInputs = async ({ workspaceId }) => {
  const address = () => `${newId()}@example.com`;
  const { token } = await makeInvitation(workspaceId, null);
  const { invitationId } = await makeInvitation(workspaceId, address());
  return {
    "invitations.list": {},
    "invitations.invite": { emails: [address()], role: "agent", restrictions: unrestricted },
    "invitations.createLink": {
      ...{ role: "agent", restrictions: unrestricted, allowedDomains: null, maxUses: 5 },
    },
    "invitations.resend": { invitationId },
    "invitations.renewLink": { invitationId },
    "invitations.revoke": { invitationId },
    "invitations.accept": { token },
  };
};
