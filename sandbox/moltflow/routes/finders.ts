import { z } from "zod";
import type { Call } from "../api.ts";
import { ApiError } from "../api-error.ts";
import type { Chat, Session } from "../store.ts";

/** `limit` and `offset` after validation, which has filled in the contract's defaults. */
export const pageQuery = z.object({ limit: z.number(), offset: z.number() });

/** @throws ApiError 404 when the tenant has no such session */
export function sessionOf(call: Call): Session {
  const session = call.sandbox.store.sessions.getOf(call.tenant.id, call.param("session_id"));
  if (!session) throw new ApiError(404, "Session not found");
  return session;
}

/** The session that a body or a query names. @throws ApiError 400 when there is none or it is not connected */
export function workingSession(call: Call, sessionId: string): Session {
  const session = call.sandbox.store.sessions.getOf(call.tenant.id, sessionId);
  if (!session) throw new ApiError(400, "Session not found");
  if (session.status !== "working") {
    throw new ApiError(400, `Session is not working (status: ${session.status})`);
  }
  return session;
}

/** The contract takes either id for a chat. An address that several numbers share is the first one's. */
export function findChat(call: Call, wanted: string, session?: Session): Chat {
  const chat = call.sandbox.store.chats.find(
    (row) =>
      row.tenantId === call.tenant.id &&
      (!session || row.sessionId === session.id) &&
      (row.jid === wanted || row.id === wanted),
  );
  if (!chat) throw new ApiError(404, "Chat not found");
  return chat;
}
