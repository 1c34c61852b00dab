import type { Context } from "hono";
import { Hono } from "hono";
import { z } from "zod";
import { NotFound, readBody } from "./control-body.ts";
import { addGroup, ourselves, phoneOf } from "./engine/members.ts";
import { typeOnPhone } from "./engine/messages.ts";
import { receiveMessage } from "./engine/receive.ts";
import { Refusal } from "./engine/refusal.ts";
import { dropSession, scanCode, startSession } from "./engine/sessions.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Session } from "./store.ts";
import { availableGroupView, sessionView } from "./views.ts";

const phone = z
  .string()
  .regex(/^\+?[0-9]{7,15}$/, "A phone number is 7 to 15 digits, with or without a plus.");
// WhatsApp has more kinds of chats than the contract names, so any may write.
const jid = z
  .string()
  .regex(/^[^\s@/]+@[a-z.]+$/, "A chat id looks like 5511999999999@c.us, 120363…@g.us or 8839201@lid.");
const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/, "A colour looks like #2E86AB.");

const scanBody = z.strictObject({ phone: phone.optional(), business: z.boolean().optional() });
const dropBody = z.strictObject({ keepCredentials: z.boolean().default(false) });
const receiveBody = z
  .strictObject({
    chatId: jid.optional(),
    phone: phone.optional(),
    name: z.string().optional(),
    text: z.string().min(1),
  })
  .refine((body) => body.chatId || body.phone, "Give chatId or phone.");
const typeBody = z.strictObject({ chatId: jid, text: z.string().min(1) });
const groupBody = z.strictObject({
  name: z.string().min(1),
  /** What the session's number is in the group. */
  role: z.enum(["member", "admin", "owner"]).default("member"),
  members: z
    .array(
      z.strictObject({
        phone,
        name: z.string().nullable().default(null),
        role: z.enum(["member", "admin", "owner"]).default("member"),
      }),
    )
    .default([]),
});
const labelBody = z.strictObject({ name: z.string().min(1), color });

/** What happens on the phones: pairing, messages, groups and labels that nobody made over the API. */
export function createPhoneControl(sandbox: Sandbox): Hono {
  const app = new Hono();
  const sessionOf = (context: Context): Session => {
    const session = sandbox.store.sessions.get(context.req.param("id") ?? "");
    if (!session) throw new NotFound("There is no session with this id. GET /_sandbox/state lists them.");
    return session;
  };
  serveConnection(app, sandbox, sessionOf);
  serveMessages(app, sandbox, sessionOf);

  app.post("/:id/groups", async (context) => {
    const session = sessionOf(context);
    const { name, role, members } = await readBody(context, groupBody);
    const others = members.map((member) => ({ ...member, phone: phoneOf(member.phone) }));
    const group = addGroup(sandbox, session, { name, members: [ourselves(session, role), ...others] });
    return context.json({ id: group.id, ...availableGroupView(group) }, 201);
  });
  app.post("/:id/wa-labels", async (context) => {
    const session = sessionOf(context);
    const label = await readBody(context, labelBody);
    session.waLabels = [...session.waLabels.filter(({ name }) => name !== label.name), label];
    sandbox.changed();
    return context.json({ labels: session.waLabels }, 201);
  });
  return app;
}

type SessionOf = (context: Context) => Session;

function serveConnection(app: Hono, sandbox: Sandbox, sessionOf: SessionOf): void {
  app.post("/:id/scan", async (context) => {
    const session = sessionOf(context);
    const body = await readBody(context, scanBody);
    scanCode(sandbox, session, body.phone);
    session.isBusiness = body.business ?? session.isBusiness;
    return context.json(sessionView(session));
  });
  app.post("/:id/reconnect", (context) => {
    const session = sessionOf(context);
    if (!sandbox.contract.allowsMove(session.status, "start")) {
      throw new Refusal(`The session is ${session.status}; only a stopped or failed one can be started.`);
    }
    startSession(sandbox, session);
    return context.json(sessionView(session));
  });
  app.post("/:id/drop", async (context) => {
    const session = sessionOf(context);
    const { keepCredentials } = await readBody(context, dropBody);
    dropSession(sandbox, session, keepCredentials);
    return context.json(sessionView(session));
  });
}

function serveMessages(app: Hono, sandbox: Sandbox, sessionOf: SessionOf): void {
  app.post("/:id/receive", async (context) => {
    const session = sessionOf(context);
    const body = await readBody(context, receiveBody);
    const own = body.phone?.replace(/^\+/, "");
    const { chat, message } = receiveMessage(sandbox, session, {
      jid: body.chatId ?? `${own}@c.us`,
      text: body.text,
      name: body.name,
      sender: { phone: `+${own ?? "15550100000"}`, name: body.name ?? null },
    });
    return context.json({ chatId: chat.jid, messageId: message.id }, 201);
  });
  app.post("/:id/type", async (context) => {
    const session = sessionOf(context);
    const body = await readBody(context, typeBody);
    const { chat, message } = typeOnPhone(sandbox, session, { jid: body.chatId, text: body.text });
    return context.json({ chatId: chat.jid, messageId: message.id }, 201);
  });
}
