import type { Sandbox } from "../sandbox.ts";
import type { Session, SessionStatus } from "../store.ts";
import { announceStatus, emit } from "./emit.ts";
import { Refusal } from "./refusal.ts";

const startingMs = 700;
const firstCodeMs = 60_000;
const laterCodeMs = 20_000;
const codesBeforeFailure = 6;

function plan(sandbox: Sandbox, session: Session, delayMs: number, run: () => void): void {
  sandbox.plans.get(session.id)?.();
  sandbox.plans.set(session.id, sandbox.clock.after(delayMs, run));
}

function callOff(sandbox: Sandbox, session: Session): void {
  sandbox.plans.get(session.id)?.();
  sandbox.plans.delete(session.id);
}

/** The one place a status changes: keeps the QR, the timers and the two events in step with it. */
function enter(
  sandbox: Sandbox,
  session: Session,
  status: SessionStatus,
  reason: string | null = null,
): void {
  const previous = session.status;
  callOff(sandbox, session);
  session.status = status;
  session.qr = null;
  session.updatedAtMs = sandbox.clock.now();
  if (status === "qr_code") showCode(sandbox, session, 1);
  if (previous !== status) announceStatus(sandbox, session);
  const event = connectionEvent(previous, status);
  if (event) emit(sandbox, session, event, { status, phone_number: session.phoneNumber, reason });
}

function connectionEvent(previous: SessionStatus, next: SessionStatus): string | null {
  if (previous === next) return null;
  if (next === "working") return "session.connected";
  return previous === "working" ? "session.disconnected" : null;
}

function showCode(sandbox: Sandbox, session: Session, number: number): void {
  const { random, clock } = sandbox;
  const lifeMs = number === 1 ? firstCodeMs : laterCodeMs;
  const part = () => Buffer.from(random.hex(64), "hex").toString("base64");
  const code = `2@${part()},${part()},${part()},${part()}`;
  session.qr = { code, number, expiresAtMs: clock.now() + lifeMs };
  sandbox.changed();
  plan(sandbox, session, lifeMs, () => {
    if (number < codesBeforeFailure) showCode(sandbox, session, number + 1);
    else enter(sandbox, session, "failed", "QR codes exhausted");
  });
}

/** Boots the engine: on to `working` with stored credentials, else to a QR code. */
export function startSession(sandbox: Sandbox, session: Session, reason: string | null = null): void {
  enter(sandbox, session, "starting", reason);
  plan(sandbox, session, startingMs, () =>
    enter(sandbox, session, session.hasCredentials ? "working" : "qr_code"),
  );
}

export function stopSession(sandbox: Sandbox, session: Session): void {
  enter(sandbox, session, "stopped", "stopped");
}

export function restartSession(sandbox: Sandbox, session: Session): void {
  startSession(sandbox, session, "restarting");
}

/** Forgets the stored credentials, so that the next start needs a new QR code. */
export function logoutSession(sandbox: Sandbox, session: Session): void {
  session.hasCredentials = false;
  enter(sandbox, session, "stopped", "logged out");
  session.phoneNumber = null;
}

/** What WhatsApp does when a phone scans the code on the screen. @throws Refusal when no code is shown */
export function scanCode(sandbox: Sandbox, session: Session, phone?: string): void {
  if (session.status !== "qr_code") {
    throw new Refusal(`The session is ${session.status}, so it shows no QR code. Start it first.`);
  }
  session.phoneNumber = `+${(phone ?? `1555${sandbox.random.digits(7)}`).replace(/^\+/, "")}`;
  session.hasCredentials = true;
  enter(sandbox, session, "working");
}

/** Unlinks the phone or breaks the engine. @throws Refusal when the session is not connected */
export function dropSession(sandbox: Sandbox, session: Session, keepsCredentials = false): void {
  if (session.status !== "working") {
    throw new Refusal(`The session is ${session.status}; only a working session can be dropped.`);
  }
  session.hasCredentials = keepsCredentials;
  enter(sandbox, session, "failed", keepsCredentials ? "engine error" : "device unlinked");
}

/** Removes the session with everything below it. */
export function deleteSession(sandbox: Sandbox, session: Session): void {
  const { store } = sandbox;
  if (session.status === "working") enter(sandbox, session, "stopped", "deleted");
  callOff(sandbox, session);
  for (const message of store.messages.where((row) => row.sessionId === session.id)) {
    sandbox.plans.get(message.id)?.();
    sandbox.plans.delete(message.id);
    store.messages.delete(message.id);
  }
  for (const chat of store.chats.where((row) => row.sessionId === session.id)) store.chats.delete(chat.id);
  for (const group of store.groups.where((row) => row.sessionId === session.id)) {
    for (const row of store.groupMessages.where((each) => each.groupId === group.id)) {
      store.groupMessages.delete(row.id);
    }
    store.groups.delete(group.id);
  }
  store.sessions.delete(session.id);
  sandbox.changed();
}

/** After a restart of the sandbox: an engine that was booting or showing a code is not running any more. */
export function resumeSessions(sandbox: Sandbox): void {
  for (const session of sandbox.store.sessions.all()) {
    if (session.status === "starting" || session.status === "qr_code") enter(sandbox, session, "stopped");
  }
}
