import { env } from "#server/core/env.ts";

/** Browsers refuse `__Host-` cookies on plain http, which is what development uses. */
export const isSecureSite = () => env().PUBLIC_URL.startsWith("https://");

/** The full name of a cookie of ours. On https it is bound to this host, and no subdomain can set it. */
export const ownCookieName = (name: string) => `${isSecureSite() ? "__Host-" : ""}moltdesk.${name}`;

/** What every cookie of ours has in common: no script reads it, no other site sends it along with a change. */
export const ownCookieOptions = () =>
  ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecureSite() }) as const;

/** Reads one cookie of a `Cookie` header. */
export function cookieOf(header: string | null, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** A `Set-Cookie` line. The value must be safe in a cookie, as our tokens and ids are. */
export function setCookieLine(name: string, value: string, maxAgeSeconds: number): string {
  const secure = isSecureSite() ? "; Secure" : "";
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}
