import type { InvitationState } from "./schemas.ts";

/** What an invitation means to whoever holds it, at the moment. */
export type Verdict =
  | "member"
  | Exclude<InvitationState, "open">
  | "signed_out"
  | "other_account"
  | "other_domain"
  | "full"
  | "ready";

export type VerdictFacts = {
  state: InvitationState;
  /** Whom it was mailed to; null for a link. */
  email: string | null;
  allowedDomains: readonly string[] | null;
  freeSeats: number;
  /** The address of whoever holds it; null when they have not signed in. */
  holder: string | null;
  isMember: boolean;
};

/** The first reason why it cannot be accepted; `ready` when there is none. */
export function verdictOn(facts: VerdictFacts): Verdict {
  const { state, email, allowedDomains, freeSeats, holder, isMember } = facts;
  if (isMember) return "member";
  if (state !== "open") return state;
  if (holder === null) return "signed_out";
  if (email !== null && email !== holder) return "other_account";
  if (allowedDomains && !allowedDomains.includes(domainOf(holder))) return "other_domain";
  return freeSeats > 0 ? "ready" : "full";
}

const domainOf = (email: string) => email.slice(email.lastIndexOf("@") + 1);

/** Enough of an address to recognise one's own: `anna.smith@example.com` → `a•••@example.com`. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf("@");
  return `${[...email.slice(0, at)][0] ?? ""}•••${email.slice(at)}`;
}
