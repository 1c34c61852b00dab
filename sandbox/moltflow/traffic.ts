import { type Conversation, conversations } from "./conversations.ts";
import { receiveMessage } from "./engine/messages.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Session } from "./store.ts";

/** A conversation under way: who writes to which number, and which line comes next. */
type Writer = { sessionId: string; jid: string; conversation: Conversation; nextLine: number };

const writersAtOnce = 3;
const returningShare = 0.5;
const maxChats = 40;

export type Traffic = {
  /** People keep writing to the tenant's working numbers, about every `everyMs`; 0 stops. */
  set(tenantId: string, everyMs: number): void;
  /** Takes up again what the stored tenants say. */
  resume(): void;
  stop(): void;
};

export function createTraffic(sandbox: Sandbox): Traffic {
  const { store, random, clock } = sandbox;
  const timers = new Map<string, () => void>();
  const writers = new Map<string, Writer[]>();

  function jidOf(session: Session, conversation: Conversation): string {
    const chats = store.chats.where((chat) => chat.sessionId === session.id);
    const known = chats.find((chat) => chat.name === conversation.name);
    const comesBack = chats.length >= maxChats || random.next() < returningShare;
    return known && comesBack ? known.jid : `${conversation.country}${random.digits(7)}@c.us`;
  }

  function writeOnce(tenantId: string): void {
    const sessions = store.sessions.of(tenantId).filter((session) => session.status === "working");
    const session = sessions[random.integer(0, Math.max(0, sessions.length - 1))];
    if (!session) return;
    const active = (writers.get(tenantId) ?? []).filter(
      (writer) => writer.nextLine < writer.conversation.lines.length && store.sessions.get(writer.sessionId),
    );
    if (active.length < writersAtOnce) {
      const conversation = random.pick(conversations);
      active.push({ sessionId: session.id, jid: jidOf(session, conversation), conversation, nextLine: 0 });
    }
    writers.set(tenantId, active);
    const writer = active[random.integer(0, active.length - 1)];
    const through = writer && store.sessions.get(writer.sessionId);
    const text = writer?.conversation.lines[writer.nextLine];
    if (!writer || !through || !text || through.status !== "working") return;
    writer.nextLine += 1;
    receiveMessage(sandbox, through, { jid: writer.jid, name: writer.conversation.name, text });
  }

  function planNext(tenantId: string, everyMs: number): void {
    const waitMs = Math.round(everyMs * (0.5 + random.next()));
    timers.set(
      tenantId,
      clock.after(waitMs, () => {
        if (!store.tenants.get(tenantId)) return;
        writeOnce(tenantId);
        planNext(tenantId, everyMs);
      }),
    );
  }

  function set(tenantId: string, everyMs: number): void {
    timers.get(tenantId)?.();
    timers.delete(tenantId);
    const tenant = store.tenants.get(tenantId);
    if (tenant) tenant.trafficEveryMs = everyMs;
    if (everyMs > 0) planNext(tenantId, everyMs);
    sandbox.changed();
  }

  return {
    set,
    resume: () => {
      for (const tenant of store.tenants.all()) {
        if (tenant.trafficEveryMs > 0) set(tenant.id, tenant.trafficEveryMs);
      }
    },
    stop: () => {
      for (const cancel of timers.values()) cancel();
      timers.clear();
      writers.clear();
    },
  };
}
