import QRCode from "qrcode";
import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import type { SessionMove } from "../contract.ts";
import {
  deleteSession,
  logoutSession,
  restartSession,
  startSession,
  stopSession,
} from "../engine/sessions.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Session } from "../store.ts";
import { sessionView } from "../views.ts";
import { sessionOf } from "./finders.ts";
import { streamEvents } from "./session-events.ts";

const creation = z.object({ name: z.string() });
const settings = z.looseObject({});

const moves: Record<SessionMove, (sandbox: Sandbox, session: Session) => void> = {
  start: startSession,
  stop: stopSession,
  restart: restartSession,
  logout: logoutSession,
};

function move(name: SessionMove) {
  return (call: Call) => {
    const session = sessionOf(call);
    if (!call.sandbox.contract.allowsMove(session.status, name)) {
      throw new ApiError(400, "Invalid status transition");
    }
    moves[name](call.sandbox, session);
    return { status: 200, json: sessionView(session) };
  };
}

function createSession(call: Call) {
  const { sandbox, tenant } = call;
  const { name } = creation.parse(call.body);
  const allowed = sandbox.contract.plans[tenant.plan].sessions;
  if (sandbox.store.sessions.of(tenant.id).length >= allowed) {
    throw new ApiError(403, `Plan limit reached: the ${tenant.plan} plan allows ${allowed} sessions`);
  }
  const now = sandbox.clock.now();
  const session = sandbox.store.sessions.add({
    id: sandbox.random.uuid(),
    tenantId: tenant.id,
    name,
    status: "stopped",
    phoneNumber: null,
    isBusiness: false,
    hasCredentials: false,
    config: { auto_transcribe: false },
    waLabels: [],
    qr: null,
    createdAtMs: now,
    updatedAtMs: now,
  });
  return { status: 201, json: sessionView(session) };
}

async function getQr(call: Call) {
  const { qr } = sessionOf(call);
  if (!qr) throw new ApiError(400, "Session is not waiting for a QR scan");
  const png = new Uint8Array(await QRCode.toBuffer(qr.code, { type: "png", margin: 4, scale: 6 }));
  if (/application\/json/i.test(call.accept)) {
    return { status: 200, json: { mimetype: "image/png", data: Buffer.from(png).toString("base64") } };
  }
  return { status: 200, raw: { type: "image/png", body: png } };
}

export const sessionHandlers: Handlers = {
  listSessions: ({ sandbox, tenant }) => ({
    status: 200,
    json: sandbox.store.sessions.of(tenant.id).map(sessionView),
  }),
  createSession,
  getSession: (call) => ({ status: 200, json: sessionView(sessionOf(call)) }),
  deleteSession: (call) => {
    const session = sessionOf(call);
    deleteSession(call.sandbox, session);
    return { status: 200, json: { status: "deleted", id: session.id } };
  },
  startSession: move("start"),
  stopSession: move("stop"),
  restartSession: move("restart"),
  logoutSession: move("logout"),
  getSessionQr: getQr,
  streamSessionEvents: streamEvents,
  updateSessionSettings: (call) => {
    const session = sessionOf(call);
    Object.assign(session.config, settings.parse(call.body));
    session.updatedAtMs = call.sandbox.clock.now();
    return { status: 200, json: { status: "ok", config: session.config } };
  },
};
