import type { Session } from "../store.ts";

/** The world does not allow what was asked of it now; the message says why and what to do. */
export class Refusal extends Error {}

/** @throws Refusal when WhatsApp and the session do not hear each other */
export function requireWorking(session: Session): void {
  if (session.status === "working") return;
  throw new Refusal(`The session is ${session.status}; messages only pass through a working one.`);
}
