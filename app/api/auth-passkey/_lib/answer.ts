import type { NextRequest } from "next/server";
import { env } from "#server/core/env.ts";
import { DomainError, type ErrorCode } from "#server/core/errors.ts";

const statuses: Partial<Record<ErrorCode, number>> = { unauthenticated: 401, limited: 429 };

/** Longer than any authenticator's answer. */
const maxBodyBytes = 64 * 1024;

/**
 * Answers a request that our own sign-in page sent, with what `work` gives or with the refusal that it throws. A browser
 * always says from which site a post comes, and how long it is.
 */
export async function answerOwnPage(request: NextRequest, work: () => Promise<Response>): Promise<Response> {
  const isOwn = request.headers.get("origin") === new URL(env().PUBLIC_URL).origin;
  if (!isOwn) return Response.json({ reason: "origin.foreign", params: {} }, { status: 403 });
  const isShort = Number(request.headers.get("content-length") ?? Number.NaN) <= maxBodyBytes;
  if (!isShort) return Response.json({ reason: "input.invalid", params: {} }, { status: 413 });
  try {
    return await work();
  } catch (error) {
    const status = error instanceof DomainError && statuses[error.code];
    if (!status) throw error;
    return Response.json({ reason: error.reason, params: error.params }, { status });
  }
}
