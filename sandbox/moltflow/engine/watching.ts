import type { Sandbox } from "../sandbox.ts";
import type { Analysis, Group, GroupMessage, Message, Monitor, Session } from "../store.ts";
import { dayOf, usageIn } from "../usage.ts";
import { analysisView } from "../views.ts";
import { emit } from "./emit.ts";
import { sendMessage } from "./messages.ts";

const thinkingMs = [600, 2_500] as const;
const previewLength = 500;
const strangerPhone = "+15550100000";

/** What MoltFlow does with a message of a group it watches: counts it, tells of it, answers it, has the AI read it. */
export function observeGroup(sandbox: Sandbox, session: Session, group: Group, message: Message): void {
  const { monitor } = group;
  if (!monitor?.isActive || !isWanted(sandbox, session, monitor, message)) return;
  group.messagesProcessed += 1;
  const seen = sandbox.store.groupMessages.add({
    id: message.id,
    tenantId: session.tenantId,
    groupId: group.id,
    senderPhone: message.sender?.phone ?? strangerPhone,
    senderName: message.sender?.name ?? null,
    text: message.text,
    analysis: null,
    awaitsAnalysis: monitor.mode === "ai_analysis",
    createdAtMs: message.createdAtMs,
  });
  emit(sandbox, session, "group.message", { ...eventData(group, seen), sender_name: seen.senderName });
  if (monitor.autoRespond && monitor.responseTemplate && hasQuota(sandbox, session)) {
    sendMessage(sandbox, session, { jid: group.jid, type: "text", text: monitor.responseTemplate });
  }
  planAnalysis(sandbox, seen);
}

function eventData(group: Group, seen: GroupMessage) {
  return {
    group_id: group.id,
    wa_group_id: group.jid,
    message_id: seen.id,
    sender_phone: seen.senderPhone,
    content_preview: seen.text.slice(0, previewLength),
  };
}

function isWanted(sandbox: Sandbox, session: Session, monitor: Monitor, message: Message): boolean {
  const text = message.text.toLowerCase();
  switch (monitor.mode) {
    case "all":
    case "ai_analysis":
      return true;
    case "keywords":
      return monitor.keywords.some((keyword) => text.includes(keyword.toLowerCase()));
    case "mentions":
      return session.phoneNumber !== null && text.includes(session.phoneNumber.replace("+", "@"));
    case "first_message":
      return !sandbox.store.messages.find(
        (row) =>
          row.chatId === message.chatId &&
          row.id !== message.id &&
          row.direction === "inbound" &&
          row.sender?.phone === message.sender?.phone,
      );
  }
}

function hasQuota(sandbox: Sandbox, session: Session): boolean {
  const plan = sandbox.store.tenants.get(session.tenantId)?.plan ?? "free";
  const month = dayOf(sandbox.clock.now()).slice(0, 7);
  return usageIn(sandbox, session.tenantId, month).sent < sandbox.contract.plans[plan].messages_per_month;
}

/** The AI's answer comes a moment later; also called for messages that waited for it when the sandbox stopped. */
export function planAnalysis(sandbox: Sandbox, seen: GroupMessage): void {
  if (!seen.awaitsAnalysis) return;
  const { store, plans, clock, random } = sandbox;
  const key = `analysis:${seen.id}`;
  const finish = () => {
    plans.delete(key);
    const group = store.groups.get(seen.groupId);
    const session = group && store.sessions.get(group.sessionId);
    if (!group || !session || !store.groupMessages.get(seen.id)) return;
    seen.awaitsAnalysis = false;
    seen.analysis = analyse(seen.text);
    emit(sandbox, session, "group.message.analyzed", {
      ...eventData(group, seen),
      ai_analysis: analysisView(seen.analysis),
    });
  };
  plans.set(key, clock.after(random.integer(...thinkingMs), finish));
}

const readings: [RegExp, Analysis][] = [
  [
    /\b(buy|price|quote|order|interested|sign up)\b/i,
    { intent: "buying_intent", leadScore: 9, confidence: 0.91, reason: "Wants to buy or asks for a price" },
  ],
  [
    /\b(urgent|stuck|leak|water|broken|support|help|fixed)\b/i,
    {
      intent: "support_request",
      leadScore: 3,
      confidence: 0.88,
      reason: "Asks for something to be repaired",
    },
  ],
  [
    /\b(again|refund|unacceptable|still waiting|complain)/i,
    { intent: "complaint", leadScore: 2, confidence: 0.79, reason: "Complains about something that repeats" },
  ],
  [
    /https?:\/\/|\bfree money\b|\bcrypto\b/i,
    { intent: "spam_noise", leadScore: 1, confidence: 0.95, reason: "Advertises something unrelated" },
  ],
  [
    /\?|？|؟/,
    {
      intent: "product_inquiry",
      leadScore: 5,
      confidence: 0.66,
      reason: "Asks a question about the service",
    },
  ],
  [
    /\b(thanks|thank you|good morning)\b/i,
    { intent: "off_topic", leadScore: 1, confidence: 0.83, reason: "Small talk" },
  ],
];

/** A stand-in for the AI: the first reading whose words occur. */
export function analyse(text: string): Analysis {
  const found = readings.find(([pattern]) => pattern.test(text))?.[1];
  return { ...(found ?? { intent: "unknown", leadScore: 1, confidence: 0.4, reason: "Nothing stands out" }) };
}
