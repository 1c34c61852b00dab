import { describe, expect, test } from "vitest";
import { newId } from "#server/core/ids.ts";
import { unrestricted } from "#server/members/index.ts";
import { makeConnectedNumber } from "#tests/support/factories.ts";
import { makeTeam, memberRow, outcome } from "../members/fixtures.ts";
import { invitationRow, join, makeInvitation, makePerson } from "./fixtures.ts";

const freshAddress = () => `${newId()}@example.com`;
const asAgent = { role: "agent", restrictions: unrestricted } as const;

describe("a link", () => {
  const link = { ...asAgent, allowedDomains: null, maxUses: 3 };

  test("is shown once, lets people in, and is replaced by a new one", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const { id, url } = await team.api.invitations.createLink({ workspace, ...link });
    expect(url).toMatch(/^http:\/\/localhost:3000\/invite\/[\w-]{43}$/);
    expect(JSON.stringify(await team.api.invitations.list({ workspace }))).not.toContain(url.slice(-43));
    const person = await makePerson();
    expect(await outcome(person.api.invitations.accept({ token: url.slice(-43) }))).toBe("done");
    const renewed = await team.api.invitations.renewLink({ workspace, invitationId: id });
    const other = await makePerson();
    expect(await outcome(other.api.invitations.accept({ token: url.slice(-43) }))).toBe(
      "invitation.not_found",
    );
    expect(await outcome(other.api.invitations.accept({ token: renewed.url.slice(-43) }))).toBe("done");
    expect(await outcome(team.api.invitations.resend({ workspace, invitationId: id }))).toBe(
      "invitation.is_link",
    );
  });

  test("makes nobody an owner, and lives at most thirty days", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const { createLink } = team.api.invitations;
    const refused = { code: "BAD_REQUEST" };
    const owner = { ...link, role: "owner" as never };
    await expect(createLink({ workspace, ...owner })).rejects.toMatchObject(refused);
    for (const wrong of [{ expiresInDays: 31 }, { expiresInDays: 0 }, { maxUses: 0 }, { maxUses: 101 }]) {
      await expect(createLink({ workspace, ...link, ...wrong })).rejects.toMatchObject(refused);
    }
    for (const domain of [
      "",
      "com",
      "@clinic.example",
      "*.clinic.example",
      "clinic.example/",
      "a b.example",
    ]) {
      const domains = { ...link, allowedDomains: [domain] };
      await expect(createLink({ workspace, ...domains })).rejects.toMatchObject(refused);
    }
  });
});

describe("who may invite", () => {
  test("an admin invites no owner, an agent nobody", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const admin = await join(team, "admin");
    const input = { workspace, emails: [freshAddress()], restrictions: unrestricted };
    expect(await outcome(admin.api.invitations.invite({ ...input, role: "owner" }))).toBe(
      "member.owners_only",
    );
    expect(await outcome(admin.api.invitations.invite({ ...input, role: "admin" }))).toBe("done");
    const owners = await makeInvitation(team, { email: freshAddress(), role: "owner" });
    const target = { workspace, invitationId: owners.id };
    expect(await outcome(admin.api.invitations.revoke(target))).toBe("member.owners_only");
    expect(await outcome(admin.api.invitations.renewLink(target))).toBe("member.owners_only");
    const agent = await join(team, "agent");
    expect(await outcome(agent.api.invitations.list({ workspace }))).toBe("role.insufficient");
    expect(await outcome(agent.api.invitations.invite({ ...input, role: "viewer" }))).toBe(
      "role.insufficient",
    );
  });

  test("nobody promises what a role cannot have, or a foreign number", async () => {
    const [team, theirs] = [await makeTeam(), await makeTeam()];
    const { numberId } = await makeConnectedNumber(theirs.workspaceId);
    const input = { workspace: team.workspace, emails: [freshAddress()] };
    const foreign = { ...unrestricted, onlyNumbers: [numberId] };
    const { invite } = team.api.invitations;
    expect(await outcome(invite({ ...input, role: "agent", restrictions: foreign }))).toBe(
      "number.not_found",
    );
    const hidden = { ...unrestricted, hidePhones: true };
    expect(await outcome(invite({ ...input, role: "admin", restrictions: hidden }))).toBe(
      "member.not_restrictable",
    );
  });

  test("nobody touches another workspace's invitations", async () => {
    const [team, theirs] = [await makeTeam(), await makeTeam()];
    const { id: invitationId } = await makeInvitation(theirs, { email: freshAddress() });
    const target = { workspace: team.workspace, invitationId };
    const { resend, renewLink, revoke } = team.api.invitations;
    for (const act of [resend, renewLink, revoke]) {
      expect(await outcome(act(target))).toBe("invitation.not_found");
    }
    expect((await invitationRow(invitationId)).revokedAt).toBeNull();
  });

  test("who is demoted, suspended or removed has invited nobody that they could not invite now", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const acts = [
      (userId: string) => team.api.members.change({ workspace, userId, role: "agent" }),
      (userId: string) => team.api.members.suspend({ workspace, userId }),
      (userId: string) => team.api.members.remove({ workspace, userId, handOverTo: null }),
    ];
    for (const act of acts) {
      const admin = await join(team, "admin");
      const { id, token } = await makeInvitation(team, {
        invitedBy: admin.userId,
        role: "admin",
        maxUses: 9,
      });
      await act(admin.userId);
      expect((await invitationRow(id)).revokedAt).toBeInstanceOf(Date);
      // They do not come back, or up, by a link of their own.
      await outcome(admin.api.invitations.accept({ token }));
      const now = await memberRow(team, admin.userId);
      expect(now?.role === "admin" && now.suspendedAt === null).toBe(false);
    }
    const owner = await join(team, "owner");
    const [theirs, agents] = [
      await makeInvitation(team, { invitedBy: owner.userId, role: "owner", email: freshAddress() }),
      await makeInvitation(team, { invitedBy: owner.userId, role: "agent" }),
    ];
    await team.api.members.change({ workspace, userId: owner.userId, role: "admin" });
    expect((await invitationRow(theirs.id)).revokedAt).toBeInstanceOf(Date);
    expect((await invitationRow(agents.id)).revokedAt).toBeNull();
  });

  test("nobody fills mailboxes", async () => {
    const team = await makeTeam();
    const { id: invitationId } = await makeInvitation(team, { email: freshAddress() });
    const outcomes: string[] = [];
    for (let times = 0; times < 6; times += 1) {
      outcomes.push(await outcome(team.api.invitations.resend({ workspace: team.workspace, invitationId })));
    }
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill("done"));
    expect(outcomes.at(-1)).toBe("invitation.too_many");
  });
});
