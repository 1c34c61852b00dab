import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions, endSession, sessionCookieName } from "#server/auth/index.ts";
import { env } from "#server/core/env.ts";

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
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return new NextRequest(request.url, { method: "POST", headers, body: form });
}

/** A browser that signs in anew leaves no old session behind, which nobody could end any more. */
async function answer(request: NextRequest, context: Context): Promise<Response> {
  const before = request.cookies.get(sessionCookieName())?.value;
  const response: Response = await NextAuth(request, context, authOptions());
  const isReplaced = response.headers
    .getSetCookie()
    .some((line) => line.startsWith(`${sessionCookieName()}=`));
  if (before && isReplaced) await endSession(before);
  return response;
}

export async function GET(request: NextRequest, context: Context): Promise<Response> {
  return (await isOpen("GET", context)) ? answer(request, context) : refused();
}

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  if (!(await isOpen("POST", context))) return refused();
  const { nextauth } = await context.params;
  if (nextauth[0] !== "signin") return answer(request, context);
  if (request.headers.get("origin") !== new URL(env().PUBLIC_URL).origin) return refused();
  return answer(await withCsrfToken(request), context);
}
