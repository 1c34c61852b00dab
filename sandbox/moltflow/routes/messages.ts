import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import { conversationsOf, messagesOf, sendMessage } from "../engine/messages.ts";
import { brokenSafeguard } from "../safeguards.ts";
import type { Message, Session } from "../store.ts";
import { dayOf, usageIn } from "../usage.ts";
import { chatView, messageView, page } from "../views.ts";
import { findChat, pageQuery, sessionOf, workingSession } from "./finders.ts";

const target = { session_id: z.string(), chat_id: z.string() };
const textBody = z.object({ ...target, message: z.string() });
const pollBody = z.object({
  ...target,
  title: z.string(),
  options: z.array(z.string()),
  allow_multiple: z.boolean(),
});
const mediaBody = z.object({
  ...target,
  caption: z.string().optional(),
  media_url: z.string().optional(),
  media_base64: z.string().optional(),
});

type Outgoing = {
  sessionId: string;
  jid: string;
  type: Message["type"];
  text: string;
  poll?: Message["poll"];
};

function digitsOf(address: string): string {
  return address.replace(/@.*$/, "").replace(/\D/g, "");
}

/** The contract's order: a working session, the allow-list, the content safeguards, the monthly quota. */
function checkSending(call: Call, outgoing: Outgoing): Session {
  const { sandbox, tenant } = call;
  const session = workingSession(call, outgoing.sessionId);

  const { allowedNumbers } = tenant.settings;
  if (
    allowedNumbers.length > 0 &&
    !allowedNumbers.some((each) => digitsOf(each) === digitsOf(outgoing.jid))
  ) {
    throw new ApiError(403, "Recipient is not in the allowed numbers of this tenant");
  }
  const broken = brokenSafeguard(outgoing.text);
  if (broken) throw new ApiError(403, `Message blocked by content policy: built-in:${broken}`);

  const limit = sandbox.contract.plans[tenant.plan].messages_per_month;
  const { sent } = usageIn(sandbox, tenant.id, dayOf(sandbox.clock.now()).slice(0, 7));
  if (sent >= limit) {
    throw new ApiError(403, `Plan limit reached: the ${tenant.plan} plan allows ${limit} messages a month`);
  }
  return session;
}

function send(call: Call, outgoing: Outgoing) {
  const session = checkSending(call, outgoing);
  return { status: 201, json: messageView(sendMessage(call.sandbox, session, outgoing)) };
}

/** The contract asks for one of the two; what is in it can still be no media. */
function requireMedia({ media_url, media_base64 }: z.infer<typeof mediaBody>): void {
  if (media_url !== undefined && !/^https?:\/\//i.test(media_url)) {
    throw new ApiError(400, "media_url must be an http or https address");
  }
  if (media_base64 !== undefined && !isBase64(media_base64)) {
    throw new ApiError(400, "media_base64 is not base64");
  }
}

function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function sendMedia(type: "sticker" | "gif") {
  return (call: Call) => {
    const body = mediaBody.parse(call.body);
    requireMedia(body);
    return send(call, { sessionId: body.session_id, jid: body.chat_id, type, text: body.caption ?? "" });
  };
}

function requireHistoryAccess(call: Call): void {
  if (!call.tenant.settings.chatHistoryAccessEnabled) {
    throw new ApiError(403, "Chat history access requires opt-in");
  }
}

function listChats(call: Call) {
  const session = sessionOf(call);
  requireHistoryAccess(call);
  const chats = conversationsOf(call.sandbox, session);
  const shown = page(chats, pageQuery.parse(call.query));
  return { status: 200, json: shown.map(({ chat, messages }) => chatView(chat, messages)) };
}

function listChatMessages(call: Call) {
  const session = sessionOf(call);
  requireHistoryAccess(call);
  const newestFirst = messagesOf(call.sandbox, findChat(call, call.param("chat_id"), session)).reverse();
  return { status: 200, json: page(newestFirst, pageQuery.parse(call.query)).map(messageView) };
}

function getMessage(call: Call) {
  const message = call.sandbox.store.messages.getOf(call.tenant.id, call.param("message_id"));
  if (!message) throw new ApiError(404, "Message not found");
  return { status: 200, json: messageView(message) };
}

export const messageHandlers: Handlers = {
  sendText: (call) => {
    const body = textBody.parse(call.body);
    return send(call, { sessionId: body.session_id, jid: body.chat_id, type: "text", text: body.message });
  },
  sendPoll: (call) => {
    const body = pollBody.parse(call.body);
    const text = [body.title, ...body.options.map((option) => `- ${option}`)].join("\n");
    const poll = { title: body.title, options: body.options, allowMultiple: body.allow_multiple };
    return send(call, { sessionId: body.session_id, jid: body.chat_id, type: "poll", text, poll });
  },
  sendSticker: sendMedia("sticker"),
  sendGif: sendMedia("gif"),
  listChats,
  listChatMessages,
  getMessage,
};
