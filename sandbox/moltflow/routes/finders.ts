import { z } from "zod";
import type { Call } from "../api.ts";
import { ApiError } from "../api-error.ts";
import type { Session } from "../store.ts";

/** `limit` and `offset` after validation, which has filled in the contract's defaults. */
export const pageQuery = z.object({ limit: z.number(), offset: z.number() });

/** @throws ApiError 404 when the tenant has no such session */
export function sessionOf(call: Call): Session {
  const session = call.sandbox.store.sessions.getOf(call.tenant.id, call.param("session_id"));
  if (!session) throw new ApiError(404, "Session not found");
  return session;
}
