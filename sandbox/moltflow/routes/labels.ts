import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import { addLabel, chatsWith, deleteLabel, importLabels, syncLabel } from "../engine/labels.ts";
import { messagesOf } from "../engine/messages.ts";
import type { Chat, Label, Session } from "../store.ts";
import { chatView, labelView } from "../views.ts";
import { findChat, workingSession } from "./finders.ts";

const creation = z.object({ name: z.string(), color: z.string(), description: z.string().optional() });
const changes = z.object({
  name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
});
const chatLabels = z.object({ label_ids: z.array(z.string()) });
const sessionQuery = z.object({ session_id: z.string() });
const checkQuery = z.object({ session_id: z.string().optional() });

function view({ sandbox }: Call, label: Label) {
  return labelView(label, chatsWith(sandbox.store, label).length);
}

function labelOf(call: Call): Label {
  const label = call.sandbox.store.labels.getOf(call.tenant.id, call.param("label_id"));
  if (!label) throw new ApiError(404, "Label not found");
  return label;
}

function updateLabel(call: Call) {
  const label = labelOf(call);
  const body = changes.parse(call.body);
  const isRenamed = body.name !== undefined && body.name !== label.name;
  const isRecoloured = body.color !== undefined && body.color !== label.color;
  label.name = body.name ?? label.name;
  label.color = body.color ?? label.color;
  if (body.description !== undefined) label.description = body.description;
  // WhatsApp still shows the old one, until the next sync.
  if (isRenamed || isRecoloured) label.synced = false;
  return { status: 200, json: view(call, label) };
}

function labelsOn(call: Call, chat: Chat) {
  const labels = call.sandbox.store.labels.of(call.tenant.id).filter(({ id }) => chat.labelIds.includes(id));
  return { status: 200, json: labels.map((label) => view(call, label)) };
}

function setChatLabels(call: Call) {
  const chat = findChat(call, call.param("chat_id"));
  const { label_ids } = chatLabels.parse(call.body);
  const unknown = label_ids.find((id) => !call.sandbox.store.labels.getOf(call.tenant.id, id));
  if (unknown) throw new ApiError(400, `Unknown label: ${unknown}`);
  chat.labelIds = label_ids;
  return labelsOn(call, chat);
}

/**
 * Without a session: whether any number of the account is a business. A session it does not know is a 422, of the
 * answers that the contract lists the only one that fits.
 */
function checkBusiness(call: Call) {
  const { session_id } = checkQuery.parse(call.query);
  const sessions = call.sandbox.store.sessions.of(call.tenant.id);
  if (session_id === undefined) {
    return { status: 200, json: { is_business: sessions.some(({ isBusiness }) => isBusiness) } };
  }
  const session = sessions.find(({ id }) => id === session_id);
  if (!session) {
    throw new ApiError(422, [
      { loc: ["query", "session_id"], msg: "Session not found", type: "value_error" },
    ]);
  }
  return { status: 200, json: { is_business: session.isBusiness, session_id } };
}

function businessSession(call: Call): Session {
  const session = workingSession(call, sessionQuery.parse(call.query).session_id);
  if (!session.isBusiness) throw new ApiError(400, "Session is not a WhatsApp Business account");
  return session;
}

function importFromWhatsapp(call: Call) {
  const { imported, updated } = importLabels(call.sandbox, businessSession(call));
  const labels = [...imported, ...updated].map((label) => view(call, label));
  return { status: 200, json: { imported: imported.length, updated: updated.length, labels } };
}

export const labelHandlers: Handlers = {
  listLabels: (call) => ({
    status: 200,
    json: call.sandbox.store.labels.of(call.tenant.id).map((label) => view(call, label)),
  }),
  createLabel: (call) => {
    const label = addLabel(call.sandbox, { tenantId: call.tenant.id, ...creation.parse(call.body) });
    return { status: 201, json: view(call, label) };
  },
  getLabel: (call) => ({ status: 200, json: view(call, labelOf(call)) }),
  updateLabel,
  deleteLabel: (call) => {
    const label = labelOf(call);
    deleteLabel(call.sandbox, label);
    return { status: 200, json: { status: "deleted", id: label.id } };
  },
  getChatLabels: (call) => labelsOn(call, findChat(call, call.param("chat_id"))),
  setChatLabels,
  listLabelChats: (call) => {
    const chats = chatsWith(call.sandbox.store, labelOf(call));
    return { status: 200, json: chats.map((chat) => chatView(chat, messagesOf(call.sandbox, chat))) };
  },
  checkBusiness,
  importLabels: importFromWhatsapp,
  syncLabel: (call) => {
    const label = labelOf(call);
    syncLabel(businessSession(call), label);
    return { status: 200, json: view(call, label) };
  },
};
