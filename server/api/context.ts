import { type Viewer, viewerFromCookies } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import type { Quota } from "#server/core/quota.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { grantFromHeader, type TokenGrant } from "#server/tokens/index.ts";

/** What every procedure knows of its request: a person with a session, or a program with a token, or nobody. */
export type ApiContext = {
  viewer: Viewer | null;
  grant: TokenGrant | null;
  /** Of a program: what was left of its minute after its last call, for the answer's headers. */
  quota?: Quota;
  /** Why the token was not even looked for. */
  refusal?: DomainError;
  requestId: string;
  /** The address that the request came from; null where there is no request. */
  ip: string | null;
  /** False when a browser says that the request comes from another site. */
  sameOrigin: boolean;
};

/** Header that `server/main.ts` sets on every request, over whatever the client sent. */
const requestIdHeader = "x-request-id";

/** Browsers name the page that a request comes from; a program names none. */
function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const isOwnSite = site === null || site === "same-origin" || site === "none";
  return isOwnSite && (origin === null || origin === new URL(publicUrl).origin);
}

type Caller = Pick<ApiContext, "viewer" | "grant" | "refusal">;

/** Whoever sends an `Authorization` header is the program that it names, or nobody: its cookies count for nothing. */
async function callerOf(headers: Headers, ip: string | null): Promise<Caller> {
  const authorization = headers.get("authorization");
  if (authorization === null)
    return { viewer: await viewerFromCookies(headers.get("cookie"), ip), grant: null };
  try {
    return { viewer: null, grant: await grantFromHeader(authorization, ip) };
  } catch (refusal) {
    if (refusal instanceof DomainError) return { viewer: null, grant: null, refusal };
    throw refusal;
  }
}

/** Builds the context once per HTTP request, however many calls its batch has. */
export async function createContext(headers: Headers, publicUrl: string): Promise<ApiContext> {
  const ip = headers.get(clientIpHeader);
  return {
    ...(await callerOf(headers, ip)),
    requestId: headers.get(requestIdHeader) ?? "",
    ip,
    sameOrigin: isSameOrigin(headers, publicUrl),
  };
}
