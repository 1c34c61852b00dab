import type { Sandbox } from "../sandbox.ts";
import type { Group, Member, Session } from "../store.ts";
import { Refusal } from "./refusal.ts";

/** What became of one number; `reason` is null when it was done. */
export type MemberResult = { phone: string; reason: string | null };

/**
 * How WhatsApp answers for numbers that end like this, so that every outcome can be had on demand. The endings are
 * WhatsApp's own codes for the same trouble.
 */
export const unreachableNumbers: Record<string, string> = {
  "000404": "not_on_whatsapp",
  "000403": "privacy",
  "000408": "recently_left",
};

/** The contract compares numbers on digits and writes them with a plus. */
export function phoneOf(text: string): string {
  return `+${text.replace(/\D/g, "")}`;
}

/** A WhatsApp group as it comes into being on somebody's phone. */
export function addGroup(
  sandbox: Sandbox,
  session: Session,
  wish: { name: string; members: Member[] },
): Group {
  const { store, random, clock } = sandbox;
  const group = store.groups.add({
    id: random.uuid(),
    tenantId: session.tenantId,
    sessionId: session.id,
    jid: `1203630${random.digits(11)}@g.us`,
    name: wish.name,
    members: wish.members,
    monitor: null,
    messagesProcessed: 0,
    createdAtMs: clock.now(),
  });
  sandbox.changed();
  return group;
}

/** The session's own number as a member. @throws Refusal when no phone is paired */
export function ourselves(session: Session, role: Member["role"]): Member {
  if (!session.phoneNumber) throw new Refusal("The session has no number yet. Pair it first.");
  return { phone: session.phoneNumber, name: session.name, role };
}

/** Whether the session's number may change who is in the group. */
export function isAdmin(group: Group, session: Session): boolean {
  const own = memberOf(group, session.phoneNumber ?? "");
  return own !== undefined && own.role !== "member";
}

/** Whoever writes in a group is in it. */
export function joinQuietly(group: Group, { phone, name }: { phone: string; name: string | null }): void {
  if (!memberOf(group, phone)) group.members.push({ phone, name, role: "member" });
}

function memberOf(group: Group, phone: string): Member | undefined {
  return group.members.find((member) => member.phone === phone);
}

/** Why WhatsApp does not let a number into any group, or null. */
function whyUnreachable(phone: string): string | null {
  return unreachableNumbers[phone.slice(-6)] ?? null;
}

/** One number's change: does it, or says why not. */
export type MemberChange = (group: Group, phone: string) => string | null;

export const addMember: MemberChange = (group, phone) => {
  if (memberOf(group, phone)) return "already_in";
  const reason = whyUnreachable(phone);
  if (!reason) group.members.push({ phone, name: null, role: "member" });
  return reason;
};

export const removeMember: MemberChange = (group, phone) => {
  const member = memberOf(group, phone);
  if (!member) return "not_in_group";
  if (member.role === "owner") return "owner";
  group.members = group.members.filter((other) => other !== member);
  return null;
};

export const promoteMember: MemberChange = (group, phone) => {
  const member = memberOf(group, phone);
  if (!member) return "not_in_group";
  if (member.role !== "member") return "already_admin";
  member.role = "admin";
  return null;
};

export const demoteMember: MemberChange = (group, phone) => {
  const member = memberOf(group, phone);
  if (!member) return "not_in_group";
  if (member.role === "owner") return "owner";
  if (member.role === "member") return "not_admin";
  member.role = "member";
  return null;
};

/** Applies a change number by number, once to each; one that fails does not stop the others. */
export function changeMembers(group: Group, phones: string[], change: MemberChange): MemberResult[] {
  return [...new Set(phones.map(phoneOf))].map((phone) => ({ phone, reason: change(group, phone) }));
}
