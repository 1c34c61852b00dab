import { timestamp } from "../clock.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Session } from "../store.ts";

const streamed = new Set(["session.connected", "session.disconnected", "message.received", "message.sent"]);

/** Sends an event to the tenant's webhooks and, where the contract lists it, to the session's live stream. */
export function emit(sandbox: Sandbox, session: Session, event: string, data: Record<string, unknown>): void {
  const envelope = {
    event,
    timestamp: timestamp(sandbox.clock.now()),
    data: { session_id: session.id, ...data },
  };
  sandbox.webhooks.dispatch(session.tenantId, envelope);
  if (streamed.has(event)) sandbox.streams.publish(session.id, envelope);
  sandbox.changed();
}

/** Tells the live stream the session's status; webhooks only hear of entering and leaving `working`. */
export function announceStatus(sandbox: Sandbox, session: Session): void {
  sandbox.streams.publish(session.id, {
    event: "session.status",
    timestamp: timestamp(sandbox.clock.now()),
    data: { session_id: session.id, status: session.status },
  });
  sandbox.changed();
}
