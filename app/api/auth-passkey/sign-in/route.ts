import type { NextRequest } from "next/server";
import { browserOf, deviceCookieLine } from "#app/_lib/auth/browser.ts";
import { signInWithPasskey } from "#server/account/index.ts";
import { endSession, sessionCookieName, sessionMaxAgeSeconds, setCookieLine } from "#server/auth/index.ts";
import { answerOwnPage } from "../_lib/answer.ts";
import { browserIdOf } from "../_lib/browser-id.ts";

/** Signs in whoever answers our question with their passkey. */
export const POST = (request: NextRequest) =>
  answerOwnPage(request, async () => {
    const before = request.cookies.get(sessionCookieName())?.value;
    const response: unknown = await request.json().catch(() => null);
    const answer = { response, browserId: browserIdOf(request) };
    const { session, device } = await signInWithPasskey(answer, browserOf(request));
    if (before) await endSession(before);
    const headers = new Headers();
    headers.append("set-cookie", setCookieLine(sessionCookieName(), session, sessionMaxAgeSeconds));
    headers.append("set-cookie", deviceCookieLine(device));
    return new Response(null, { status: 204, headers });
  });
