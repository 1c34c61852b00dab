import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { browserOf, deviceCookieLine } from "#app/_lib/auth/browser.ts";
import { noteSignIn } from "#server/account/index.ts";
import { authOptions, endSession, maySignInFrom, sessionCookieName } from "#server/auth/index.ts";
import { env } from "#server/core/env.ts";
import { clientIpHeader } from "#server/http/security.ts";

type Context = RouteContext<"/api/auth/[...nextauth]">;

/**
 * The parts of next-auth that we use. The others would answer too: its own mail form goes round our limits, and
 * `_log` lets anybody write into our log.
 */
const open = {
  GET: /^(callback\/[a-z]+|signin|error)$/,
  POST: /^(callback\/email|signin\/(google|github))$/,
};

async function isOpen(method: keyof typeof open, { params }: Context): Promise<boolean> {
  return open[method].test((await params).nextauth.join("/"));
}

const refused = () => new Response(null, { status: 404 });

/**
 * next-auth wants its own token against forged requests, which only JavaScript could fetch first. The `Origin` header
 * says the same about a plain form, so a request that our page sent is given the token here.
 */
async function withCsrfToken(request: NextRequest): Promise<NextRequest> {
  const options = authOptions();
  const token = randomBytes(32).toString("hex");
  const proof = createHash("sha256").update(`${token}${env().AUTH_SECRET}`).digest("hex");
  const { name, options: cookie } = options.cookies?.csrfToken ?? {};
  if (name) (await cookies()).set(name, `${token}|${proof}`, cookie);
  const form = new URLSearchParams(await request.text());
  form.set("csrfToken", token);
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/x-www-form-urlencoded");
  headers.delete("content-length");
  return new NextRequest(request.url, { method: "POST", headers, body: form });
}

/** The session that an answer starts, from its cookie. */
function sessionStartedBy(response: Response): string | undefined {
  const start = `${sessionCookieName()}=`;
  const line = response.headers.getSetCookie().find((line) => line.startsWith(start));
  return line && decodeURIComponent(line.slice(start.length).split(";", 1)[0] ?? "");
}

/** A browser that signs in anew leaves no old session behind, which nobody could end any more. */
async function answer(request: NextRequest, context: Context): Promise<Response> {
  const before = request.cookies.get(sessionCookieName())?.value;
  // Read first: next-auth uses the request up.
  const browser = browserOf(request);
  const response: Response = await NextAuth(request, context, authOptions());
  const session = sessionStartedBy(response);
  if (!session) return response;
  if (before) await endSession(before);
  response.headers.append("Set-Cookie", deviceCookieLine(await noteSignIn(session, browser)));
  return response;
}

async function answerWithin(request: NextRequest, context: Context): Promise<Response> {
  if (await maySignInFrom(request.headers.get(clientIpHeader))) return answer(request, context);
  const location = `${env().PUBLIC_URL}/sign-in/error?error=TooMany`;
  return new Response(null, { status: 303, headers: { location } });
}

export async function GET(request: NextRequest, context: Context): Promise<Response> {
  return (await isOpen("GET", context)) ? answerWithin(request, context) : refused();
}

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  if (!(await isOpen("POST", context))) return refused();
  const { nextauth } = await context.params;
  if (nextauth[0] !== "signin") return answerWithin(request, context);
  if (request.headers.get("origin") !== new URL(env().PUBLIC_URL).origin) return refused();
  return answerWithin(await withCsrfToken(request), context);
}
