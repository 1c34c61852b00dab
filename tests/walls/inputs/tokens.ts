import { createToken } from "#server/tokens/create-token.ts";
import { hintOf } from "#server/tokens/format.ts";
import type { Desk, DomainInputs } from "./define.ts";

/** A token of the workspace, which managers may rotate and revoke. */
function makeToken({ workspaceId: id, ownerId }: Desk, name: string) {
  const home = { id, name: "Canary", role: "owner", noExport: false } as const;
  const input = { name, scopes: ["inbox.read" as const], expiresInDays: 30 };
  return createToken(home, input, {
    userId: null,
    createdBy: ownerId,
    actor: { kind: "member", userId: ownerId },
  });
}

export const tokens: DomainInputs = async (desk) => {
  const [rotated, revoked] = [await makeToken(desk, "To rotate"), await makeToken(desk, "To revoke")];
  const input = { name: "Canary", scopes: ["workspace.read"], expiresInDays: 1 };
  return {
    "tokens.list": {},
    "tokens.create": input,
    "tokens.createForWorkspace": input,
    "tokens.rotate": {
      tokenId: rotated.id,
      hint: hintOf(rotated.token),
      overlapHours: 1,
      expiresInDays: null,
    },
    "tokens.revoke": { tokenId: revoked.id },
  };
};
