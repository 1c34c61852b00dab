import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Env } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { mailInvitation } from "#server/invitations/jobs.ts";
import { closeMail } from "#server/mail/index.ts";
import { unrestricted } from "#server/members/index.ts";
import { startSmtpServer } from "../mail/smtp-server.ts";
import { audited, makeTeam, memberRow, outcome } from "../members/fixtures.ts";
import { invitationRow, join, makeInvitation, makePerson, setSeats, type Team } from "./fixtures.ts";

const settings = vi.hoisted((): { current: Partial<Env> } => ({ current: {} }));
vi.mock("#server/core/env.ts", async (original) => {
  const real = await original<typeof import("#server/core/env.ts")>();
  return { ...real, env: () => ({ ...real.env(), ...settings.current }) };
});

let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
beforeAll(async () => {
  smtp = await startSmtpServer();
  settings.current = { SMTP_URL: smtp.url };
});
afterAll(async () => {
  closeMail();
  await smtp.stop();
});

const freshAddress = () => `${newId()}@example.com`;
const asAgent = { role: "agent", restrictions: unrestricted } as const;

const invite = ({ api, workspace }: Team, ...emails: string[]) =>
  api.invitations.invite({ workspace, emails, ...asAgent });

/** The newest invitation, as managers see it. */
async function newest({ api, workspace }: Team) {
  const [invitation] = (await api.invitations.list({ workspace })).invitations;
  if (!invitation) throw new Error("Nobody is invited.");
  return invitation;
}

const mailIt = ({ workspaceId }: Team, invitationId: string) =>
  mailInvitation.run({ workspaceId, invitationId, locale: "en" });

/** The token in the last mail to somebody; quoted-printable breaks long lines. */
function tokenMailedTo(email: string): string {
  const mail = smtp.mails.findLast(({ recipients }) => recipients.includes(email));
  const text = mail?.data.replaceAll("=\n", "") ?? "";
  return /\/invite\/([\w-]+)/.exec(text)?.[1] ?? "";
}

describe("an invitation by mail", () => {
  test("arrives with a link that lets its reader in, once", async () => {
    const team = await makeTeam();
    const person = await makePerson();
    expect(await invite(team, ` ${person.email.toUpperCase()} `)).toEqual([
      { email: person.email, outcome: "invited" },
    ]);
    const { id, sentAt } = await newest(team);
    expect(sentAt).toBeNull();
    await mailIt(team, id);
    expect((await newest(team)).sentAt).not.toBeNull();
    await mailIt(team, id);
    const sent = smtp.mails.filter(({ recipients }) => recipients.includes(person.email));
    expect(sent).toHaveLength(1);
    expect(await outcome(person.api.invitations.accept({ token: tokenMailedTo(person.email) }))).toBe("done");
    expect(await memberRow(team, person.id)).toMatchObject({ role: "agent" });
  });

  test("goes to several at once, and tells who had one and who is here already", async () => {
    const team = await makeTeam();
    const [first, second, twice] = [freshAddress(), freshAddress(), freshAddress()];
    await invite(team, first);
    const outcomes = await invite(team, first, second, twice, twice, team.owner.email);
    expect(outcomes).toEqual([
      { email: first, outcome: "already_invited" },
      { email: second, outcome: "invited" },
      { email: twice, outcome: "invited" },
      { email: team.owner.email, outcome: "already_member" },
    ]);
  });

  test("to one address twice at once is made once", async () => {
    const team = await makeTeam();
    const email = freshAddress();
    const both = await Promise.all([invite(team, email), invite(team, email)]);
    expect(
      both
        .flat()
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(["already_invited", "invited"]);
  });

  test("that is sent again has a new link, and the old one is dead at once", async () => {
    const team = await makeTeam();
    const person = await makePerson();
    await invite(team, person.email);
    const { id } = await newest(team);
    await mailIt(team, id);
    const first = tokenMailedTo(person.email);
    await team.api.invitations.resend({ workspace: team.workspace, invitationId: id });
    expect(await outcome(person.api.invitations.accept({ token: first }))).toBe("invitation.not_found");
    await mailIt(team, id);
    const second = tokenMailedTo(person.email);
    expect(second).not.toBe(first);
    expect(await outcome(person.api.invitations.accept({ token: second }))).toBe("done");
    const again = team.api.invitations.resend({ workspace: team.workspace, invitationId: id });
    expect(await outcome(again)).toBe("invitation.ended");
  });

  test("that expired is sent again, or made anew", async () => {
    const team = await makeTeam();
    const email = freshAddress();
    const { id } = await makeInvitation(team, { email, expiresAt: new Date(Date.now() - 1000) });
    expect((await newest(team)).state).toBe("expired");
    await team.api.invitations.resend({ workspace: team.workspace, invitationId: id });
    expect((await newest(team)).state).toBe("open");
    const other = freshAddress();
    await makeInvitation(team, { email: other, expiresAt: new Date(Date.now() - 1000) });
    expect(await invite(team, other)).toEqual([{ email: other, outcome: "invited" }]);
  });

  test("is not mailed once it was revoked", async () => {
    const team = await makeTeam();
    const email = freshAddress();
    await invite(team, email);
    const { id } = await newest(team);
    await team.api.invitations.revoke({ workspace: team.workspace, invitationId: id });
    await mailIt(team, id);
    expect(smtp.mails.some(({ recipients }) => recipients.includes(email))).toBe(false);
    expect((await newest(team)).state).toBe("revoked");
  });

  test("is written down without the address", async () => {
    const team = await makeTeam();
    const email = freshAddress();
    await invite(team, email);
    const [entry] = await audited(team, "invitation.create");
    expect(entry).toMatchObject({ actorId: team.ownerId, target: (await newest(team)).id });
    expect(JSON.stringify(entry)).not.toContain(email);
  });

  test("takes addresses and nothing else, twenty at most", async () => {
    const team = await makeTeam();
    const refused = { code: "BAD_REQUEST" };
    for (const emails of [
      [],
      ["nobody"],
      ["a@b.example, c@d.example"],
      Array.from({ length: 21 }, freshAddress),
    ]) {
      await expect(invite(team, ...emails)).rejects.toMatchObject(refused);
    }
    expect(await systemCount(team)).toBe(0);
  });
});

const systemCount = async ({ api, workspace }: Team) =>
  (await api.invitations.list({ workspace })).invitations.length;

describe("seats", () => {
  test("limit how many are invited, all or none", async () => {
    const team = await makeTeam();
    await setSeats(team, 3);
    await expect(invite(team, freshAddress(), freshAddress(), freshAddress())).rejects.toMatchObject({
      cause: { reason: "plan.limit_reached_operator", params: { limit: "members", used: 1, value: 3 } },
    });
    expect(await systemCount(team)).toBe(0);
    expect(await outcome(invite(team, freshAddress(), freshAddress()))).toBe("done");
  });

  test("are not given twice by two who invite at once", async () => {
    const team = await makeTeam();
    await setSeats(team, 3);
    const admin = await join(team, "admin");
    const invitations = [team.api, admin.api].map((api) => outcome(invite({ ...team, api }, freshAddress())));
    expect((await Promise.all(invitations)).sort()).toEqual(["done", "plan.limit_reached_operator"]);
  });

  test("are free again after a revocation, and after the end", async () => {
    const team = await makeTeam();
    await setSeats(team, 2);
    const { id } = await makeInvitation(team, { email: freshAddress() });
    await makeInvitation(team, { email: freshAddress(), expiresAt: new Date(Date.now() - 1000) });
    expect(await outcome(invite(team, freshAddress()))).toBe("plan.limit_reached_operator");
    await team.api.invitations.revoke({ workspace: team.workspace, invitationId: id });
    expect(await outcome(invite(team, freshAddress()))).toBe("done");
  });

  test("an expired invitation needs a free one to be sent again", async () => {
    const team = await makeTeam();
    await setSeats(team, 1);
    const expired = { email: freshAddress(), expiresAt: new Date(Date.now() - 1000) };
    const { id } = await makeInvitation(team, expired);
    const resend = team.api.invitations.resend({ workspace: team.workspace, invitationId: id });
    expect(await outcome(resend)).toBe("plan.limit_reached_operator");
    expect((await invitationRow(id)).expiresAt).toEqual(expired.expiresAt);
  });
});
