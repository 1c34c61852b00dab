import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { createCaller } from "#server/api/root.ts";
import { newId, newToken } from "#server/core/ids.ts";
import { lookAtInvitation } from "#server/invitations/index.ts";
import { unrestricted } from "#server/members/index.ts";
import { nobody } from "#tests/support/callers.ts";
import { audited, makeTeam, memberRow, outcome } from "../members/fixtures.ts";
import { invitationRow, join, makeInvitation, makePerson, setSeats, type Team } from "./fixtures.ts";

const membersOf = ({ workspaceId }: Team) => systemDb().$count(members, eq(members.workspaceId, workspaceId));

const freshAddress = () => `${newId()}@example.com`;

describe("whoever holds an invitation", () => {
  test("becomes a member as it promised, and the audit says by which", async () => {
    const team = await makeTeam();
    const person = await makePerson();
    const { id, token } = await makeInvitation(team, {
      email: person.email,
      restrictions: { ...unrestricted, hidePhones: true },
    });
    expect(await person.api.invitations.accept({ token })).toEqual({ slug: team.slug });
    expect(await memberRow(team, person.id)).toMatchObject({ role: "agent", hidePhones: true });
    expect(await invitationRow(id)).toMatchObject({ uses: 1, acceptedAt: expect.any(Date) });
    expect(await audited(team, "member.join")).toMatchObject([
      { actorId: person.id, ip: "203.0.113.7", details: { invitationId: id, by: "mail", role: "agent" } },
    ]);
  });

  test("by mail is only the person whose address it is", async () => {
    const team = await makeTeam();
    const { token } = await makeInvitation(team, { email: freshAddress() });
    const other = await makePerson();
    const refused = other.api.invitations.accept({ token });
    await expect(refused).rejects.toMatchObject({
      cause: { reason: "invitation.other_account", params: { address: expect.stringContaining("•••@") } },
    });
    expect(await membersOf(team)).toBe(1);
  });

  test("of certain domains only has an address at one of them, not below and not beside", async () => {
    const team = await makeTeam();
    const { token } = await makeInvitation(team, { allowedDomains: ["clinic.example"], maxUses: 9 });
    for (const domain of ["example", "evil.clinic.example", "evilclinic.example", "clinic.example.org"]) {
      const person = await makePerson(`${newId()}@${domain}`);
      expect(await outcome(person.api.invitations.accept({ token }))).toBe("invitation.other_domain");
    }
    const tricky = await makePerson(`"a@clinic.example"@${newId()}.org`);
    expect(await outcome(tricky.api.invitations.accept({ token }))).toBe("invitation.other_domain");
    const person = await makePerson(`${newId()}@clinic.example`);
    expect(await outcome(person.api.invitations.accept({ token }))).toBe("done");
  });

  test.each([
    ["expired", { expiresAt: new Date(Date.now() - 1000) }],
    ["revoked", { revokedAt: new Date() }],
    ["accepted", { acceptedAt: new Date(), uses: 1 }],
  ])("that is %s is told just that", async (state, values) => {
    const team = await makeTeam();
    const person = await makePerson();
    const { token } = await makeInvitation(team, values);
    expect(await outcome(person.api.invitations.accept({ token }))).toBe(`invitation.${state}`);
    expect(await memberRow(team, person.id)).toBeUndefined();
  });

  test("of a made-up token learns nothing", async () => {
    const person = await makePerson();
    const tokens = [newToken(), "x", "'", "../../etc"];
    for (const token of tokens) {
      expect(await outcome(person.api.invitations.accept({ token }))).toBe("invitation.not_found");
      expect(await lookAtInvitation(token, person, newId())).toEqual({ verdict: "unknown" });
    }
  });

  test("signs in first", async () => {
    const team = await makeTeam();
    const { token } = await makeInvitation(team);
    expect(await outcome(createCaller(nobody).invitations.accept({ token }))).toBe("auth.required");
  });

  test("who is a member already goes there, as they were, and no use is lost", async () => {
    const team = await makeTeam();
    const viewer = await join(team, "viewer");
    const { id, token } = await makeInvitation(team, { role: "admin" });
    expect(await viewer.api.invitations.accept({ token })).toEqual({ slug: team.slug });
    expect(await memberRow(team, viewer.userId)).toMatchObject({ role: "viewer" });
    expect(await invitationRow(id)).toMatchObject({ uses: 0, acceptedAt: null });
  });

  test("who is suspended does not come back by it", async () => {
    const team = await makeTeam();
    const agent = await join(team, "agent", { suspendedAt: new Date() });
    const { token } = await makeInvitation(team);
    await agent.api.invitations.accept({ token });
    expect((await memberRow(team, agent.userId))?.suspendedAt).toBeInstanceOf(Date);
  });

  test("tries too often and is asked to wait", async () => {
    const person = await makePerson();
    const outcomes: string[] = [];
    for (let tries = 0; tries < 21; tries += 1) {
      outcomes.push(await outcome(person.api.invitations.accept({ token: newToken() })));
    }
    expect(outcomes.at(0)).toBe("invitation.not_found");
    expect(outcomes.at(-1)).toBe("invitation.too_many");
  });
});

describe("at once", () => {
  test("one person twice becomes one member by one use", async () => {
    const team = await makeTeam();
    const person = await makePerson();
    const { id, token } = await makeInvitation(team, { maxUses: 5 });
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => outcome(person.api.invitations.accept({ token }))),
    );
    expect(outcomes).toEqual(["done", "done", "done"]);
    expect(await invitationRow(id)).toMatchObject({ uses: 1, acceptedAt: null });
    expect(await audited(team, "member.join")).toHaveLength(1);
  });

  test("many people with a link for two: two become members", async () => {
    const team = await makeTeam();
    const { token } = await makeInvitation(team, { maxUses: 2 });
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => makePerson()));
    const outcomes = await Promise.all(people.map(({ api }) => outcome(api.invitations.accept({ token }))));
    expect(outcomes.filter((one) => one === "done")).toHaveLength(2);
    expect(outcomes.filter((one) => one === "invitation.accepted")).toHaveLength(3);
    expect(await membersOf(team)).toBe(3);
  });

  test("several people for the last seat, by different links: one gets it", async () => {
    const team = await makeTeam();
    await setSeats(team, 2);
    const people = await Promise.all([1, 2, 3].map(() => makePerson()));
    const outcomes = await Promise.all(
      people.map(async ({ api }) => {
        const { token } = await makeInvitation(team);
        return outcome(api.invitations.accept({ token }));
      }),
    );
    expect(outcomes.sort()).toEqual(["done", "invitation.full", "invitation.full"]);
    expect(await membersOf(team)).toBe(2);
  });

  test("accepted and revoked: one of them wins, and both know", async () => {
    const team = await makeTeam();
    const person = await makePerson();
    const { id, token } = await makeInvitation(team);
    const [accepted, revoked] = await Promise.all([
      outcome(person.api.invitations.accept({ token })),
      outcome(team.api.invitations.revoke({ workspace: team.workspace, invitationId: id })),
    ]);
    const isMember = (await memberRow(team, person.id)) !== undefined;
    expect([accepted, revoked]).toEqual(
      isMember ? ["done", "invitation.ended"] : ["invitation.revoked", "done"],
    );
  });
});

describe("seats", () => {
  test("are kept by open mailed invitations for their own people", async () => {
    const team = await makeTeam();
    await setSeats(team, 2);
    const [invited, passing] = [await makePerson(), await makePerson()];
    const mailed = await makeInvitation(team, { email: invited.email });
    const link = await makeInvitation(team);
    expect(await outcome(passing.api.invitations.accept({ token: link.token }))).toBe("invitation.full");
    expect(await outcome(invited.api.invitations.accept({ token: mailed.token }))).toBe("done");
  });

  test("are free again when somebody came in by a link instead of their mail", async () => {
    const team = await makeTeam();
    await setSeats(team, 3);
    const invited = await makePerson();
    const mailed = await makeInvitation(team, { email: invited.email });
    const link = await makeInvitation(team);
    await invited.api.invitations.accept({ token: link.token });
    expect((await invitationRow(mailed.id)).acceptedAt).toBeInstanceOf(Date);
    const { seats } = await team.api.invitations.list({ workspace: team.workspace });
    expect(seats).toEqual({ total: 3, members: 2, invited: 0 });
  });
});

describe("looking at an invitation", () => {
  test("changes nothing, however often", async () => {
    const team = await makeTeam();
    const person = await makePerson();
    const { id, token } = await makeInvitation(team, { email: person.email });
    for (const holder of [null, person, null]) await lookAtInvitation(token, holder, newId());
    expect(await invitationRow(id)).toMatchObject({ uses: 0, acceptedAt: null });
    expect(await outcome(person.api.invitations.accept({ token }))).toBe("done");
  });

  test("says what it is, and hides most of the address", async () => {
    const team = await makeTeam();
    const { token } = await makeInvitation(team, { email: "somebody.else@example.com" });
    const look = await lookAtInvitation(token, null, newId());
    expect(look).toMatchObject({
      ...{ verdict: "signed_out", workspace: "Test workspace", slug: null },
      ...{ inviter: team.owner.name, role: "agent", address: "s•••@example.com" },
    });
    expect(await lookAtInvitation(token, await makePerson(), newId())).toMatchObject({
      verdict: "other_account",
    });
    expect(await lookAtInvitation(token, team.owner, newId())).toMatchObject({
      ...{ verdict: "member", slug: team.slug },
    });
  });

  test("is limited for each network", async () => {
    const ip = "2001:db8::1";
    for (let looks = 0; looks < 60; looks += 1) await lookAtInvitation(newToken(), null, ip);
    await expect(lookAtInvitation(newToken(), null, "2001:db8::2")).rejects.toMatchObject({
      reason: "invitation.too_many",
    });
  });
});
