import type { NextRequest } from "next/server";
import { passkeySignInOptions } from "#server/account/index.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { answerOwnPage } from "../_lib/answer.ts";
import { browserIdLine } from "../_lib/browser-id.ts";

/** What the browser asks its authenticators for, to sign in with one of them. */
export const POST = (request: NextRequest) =>
  answerOwnPage(request, async () => {
    const { options, browserId } = await passkeySignInOptions(request.headers.get(clientIpHeader));
    return Response.json(options, { headers: { "set-cookie": browserIdLine(browserId) } });
  });
