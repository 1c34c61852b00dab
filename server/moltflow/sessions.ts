import { z } from "zod";
import {
  qrJsonSchema,
  type Session,
  type SessionQr,
  sessionSchema,
  sessionSettingsSchema,
} from "./answers/sessions.ts";
import { type Calls, unreadable } from "./call.ts";

export type SessionSettings = { autoTranscribe?: boolean };

export function sessionCalls({ api, bytes, read, one, maybe, list }: Calls) {
  const at = (sessionId: string) => ({ params: { path: { session_id: sessionId } } });
  return {
    listSessions: () => list("listSessions", sessionSchema, (init) => api.GET("/sessions", init)),

    getSession: (sessionId: string) =>
      one("getSession", sessionSchema, (init) =>
        api.GET("/sessions/{session_id}", { ...init, ...at(sessionId) }),
      ),

    /** The new session is stopped. Throws `forbidden_plan` over the plan's number of sessions. */
    createSession: (input: { name: string }) =>
      one("createSession", sessionSchema, (init) => api.POST("/sessions", { ...init, body: input })),

    /** Null when MoltFlow accepted without telling the session's new state, as the three below. */
    startSession: (sessionId: string): Promise<Session | null> =>
      maybe("startSession", sessionSchema, (init) =>
        api.POST("/sessions/{session_id}/start", { ...init, ...at(sessionId) }),
      ),

    stopSession: (sessionId: string): Promise<Session | null> =>
      maybe("stopSession", sessionSchema, (init) =>
        api.POST("/sessions/{session_id}/stop", { ...init, ...at(sessionId) }),
      ),

    /** Keeps the pairing. */
    restartSession: (sessionId: string): Promise<Session | null> =>
      maybe("restartSession", sessionSchema, (init) =>
        api.POST("/sessions/{session_id}/restart", { ...init, ...at(sessionId) }),
      ),

    /** Drops the pairing: the next start asks for a scan. */
    logoutSession: (sessionId: string): Promise<Session | null> =>
      maybe("logoutSession", sessionSchema, (init) =>
        api.POST("/sessions/{session_id}/logout", { ...init, ...at(sessionId) }),
      ),

    async deleteSession(sessionId: string): Promise<void> {
      await maybe("deleteSession", z.unknown(), (init) =>
        api.DELETE("/sessions/{session_id}", { ...init, ...at(sessionId) }),
      );
    },

    /** The current pairing code. Throws `bad_state` unless the session is in `qr_code`. */
    async getSessionQr(sessionId: string): Promise<SessionQr> {
      const answer = await bytes("getSessionQr", (init) =>
        api.GET("/sessions/{session_id}/qr", {
          ...init,
          ...at(sessionId),
          headers: { Accept: "application/json, image/png;q=0.5" },
        }),
      );
      if (answer.contentType.startsWith("image/")) {
        const mimeType = answer.contentType.split(";")[0]?.trim() ?? "image/png";
        return { mimeType, base64: Buffer.from(answer.bytes).toString("base64") };
      }
      const parsed = qrJsonSchema.safeParse(read("getSessionQr", answer));
      if (!parsed.success) throw unreadable("getSessionQr", answer);
      return parsed.data;
    },

    /** The session's whole settings bag after the change. */
    updateSessionSettings: (sessionId: string, settings: SessionSettings) =>
      one("updateSessionSettings", sessionSettingsSchema, (init) =>
        api.PATCH("/sessions/{session_id}/settings", {
          ...init,
          ...at(sessionId),
          body: { auto_transcribe: settings.autoTranscribe },
        }),
      ),
  };
}
