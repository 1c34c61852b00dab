import { timestamp } from "./clock.ts";
import type {
  Analysis,
  ApiKey,
  Chat,
  Group,
  GroupMessage,
  Label,
  Message,
  Monitor,
  Session,
  Tenant,
  Webhook,
} from "./store.ts";

const previewLength = 500;
const time = (atMs: number | null) => (atMs === null ? null : timestamp(atMs));

/** How rows look on the wire: the contract's names and types. */
export function sessionView(session: Session) {
  return {
    id: session.id,
    name: session.name,
    status: session.status,
    phone_number: session.phoneNumber,
    is_business: session.isBusiness,
    config: session.config,
    created_at: timestamp(session.createdAtMs),
    updated_at: timestamp(session.updatedAtMs),
  };
}

export function messageView(message: Message) {
  return {
    id: message.id,
    chat_id: message.chatId,
    wa_message_id: message.waMessageId,
    direction: message.direction,
    message_type: message.type,
    content_preview: message.text.slice(0, previewLength),
    status: message.status,
    sent_at: time(message.sentAtMs),
    created_at: timestamp(message.createdAtMs),
  };
}

export function chatView(chat: Chat, messages: Message[]) {
  const last = messages.at(-1);
  return {
    id: chat.id,
    session_id: chat.sessionId,
    wa_chat_id: chat.jid,
    name: chat.name,
    phone: chat.phone,
    is_group: chat.isGroup,
    message_count: messages.length,
    unread_count: chat.unreadCount,
    last_message_preview: last?.text.slice(0, previewLength) ?? null,
    last_message_direction: last?.direction ?? null,
    last_message_at: last ? timestamp(last.createdAtMs) : null,
  };
}

export function webhookView(webhook: Webhook) {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    events: webhook.events,
    is_active: webhook.isActive,
    created_at: timestamp(webhook.createdAtMs),
  };
}

export function apiKeyView(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    key_prefix: key.prefix,
    scopes: key.scopes,
    expires_at: time(key.expiresAtMs),
    last_used_at: time(key.lastUsedAtMs),
    created_at: timestamp(key.createdAtMs),
    is_active: key.isActive,
  };
}

export function profileView(tenant: Tenant) {
  return {
    id: tenant.user.id,
    email: tenant.user.email,
    full_name: tenant.user.fullName,
    role: "owner",
    tenant_id: tenant.id,
    tenant_name: tenant.name,
    plan: tenant.plan,
    email_verified: true,
    created_at: timestamp(tenant.createdAtMs),
  };
}

export function settingsView(tenant: Tenant) {
  return {
    allowed_numbers: tenant.settings.allowedNumbers,
    require_approval: tenant.settings.requireApproval,
    ai_consent_enabled: tenant.settings.aiConsentEnabled,
    chat_history_access_enabled: tenant.settings.chatHistoryAccessEnabled,
  };
}

/** A group that MoltFlow watches. */
export type MonitoredGroup = Group & { monitor: Monitor };

export function isMonitored(group: Group): group is MonitoredGroup {
  return group.monitor !== null;
}

export function monitoredGroupView({ monitor, ...group }: MonitoredGroup) {
  return {
    id: group.id,
    session_id: group.sessionId,
    wa_group_id: group.jid,
    name: group.name,
    monitor_mode: monitor.mode,
    monitor_keywords: monitor.keywords,
    monitor_prompt: monitor.prompt,
    auto_respond: monitor.autoRespond,
    response_template: monitor.responseTemplate,
    auto_label_leads: monitor.autoLabelLeads,
    lead_label_id: monitor.leadLabelId,
    webhook_url: monitor.webhookUrl,
    is_active: monitor.isActive,
    leads_detected: 0,
    messages_processed: group.messagesProcessed,
    created_at: timestamp(group.createdAtMs),
  };
}

export function availableGroupView(group: Group) {
  return {
    wa_group_id: group.jid,
    name: group.name,
    participant_count: group.members.length,
    is_monitored: group.monitor !== null,
  };
}

export function groupMessageView(message: GroupMessage) {
  return {
    id: message.id,
    sender_phone: message.senderPhone,
    sender_name: message.senderName,
    content_preview: message.text.slice(0, previewLength),
    wa_timestamp: timestamp(message.createdAtMs),
    ai_analysis: message.analysis && analysisView(message.analysis),
  };
}

export function analysisView(analysis: Analysis) {
  return {
    intent: analysis.intent,
    lead_score: analysis.leadScore,
    confidence: analysis.confidence,
    reason: analysis.reason,
  };
}

/** @param chatCount how many chats carry the label */
export function labelView(label: Label, chatCount: number) {
  return {
    id: label.id,
    name: label.name,
    color: label.color,
    description: label.description,
    chat_count: chatCount,
    synced: label.synced,
    created_at: timestamp(label.createdAtMs),
  };
}

export function page<T>(rows: T[], query: { limit: number; offset: number }): T[] {
  return rows.slice(query.offset, query.offset + query.limit);
}
