import { type Conversation, conversations, groupTalk, replies } from "./conversations.ts";
import { typeOnPhone } from "./engine/messages.ts";
import { receiveMessage } from "./engine/receive.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Session } from "./store.ts";

/** A conversation under way: who writes to which number, and which line comes next. */
type Writer = { sessionId: string; jid: string; conversation: Conversation; nextLine: number };

const writersAtOnce = 3;
const returningShare = 0.5;
const maxChats = 40;
const groupShare = 0.2;
/** How often somebody answers on the number's own phone, past the desk. */
const phoneShare = 0.05;

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
    const chance = random.next();
    if (chance < groupShare) talkInGroup(session);
    else if (chance < groupShare + phoneShare) answerOnPhone(session);
    else writeDirectly(tenantId, session);
  }

  function talkInGroup(session: Session): void {
    const groups = store.groups.where((group) => group.sessionId === session.id);
    const group = groups[random.integer(0, Math.max(0, groups.length - 1))];
    if (!group) return;
    const { name, text } = random.pick(groupTalk);
    const phone = group.members.find((member) => member.name === name)?.phone ?? `+1555${random.digits(7)}`;
    receiveMessage(sandbox, session, { jid: group.jid, text, sender: { phone, name } });
  }

  function answerOnPhone(session: Session): void {
    const chats = store.chats.where((chat) => chat.sessionId === session.id && !chat.isGroup);
    const chat = chats[random.integer(0, Math.max(0, chats.length - 1))];
    if (chat) typeOnPhone(sandbox, session, { jid: chat.jid, text: random.pick(replies) });
  }

  function writeDirectly(tenantId: string, session: Session): void {
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
