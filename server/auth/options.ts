import type { AuthOptions, CookiesOptions } from "next-auth";
import type { EmailConfig } from "next-auth/providers/email";
import { env, exportForLibraries } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { newToken } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { authAdapter } from "./adapter.ts";
import { ownCookieName, ownCookieOptions } from "./cookies.ts";
import { ownPath } from "./own-path.ts";
import { oauthProviders } from "./providers.ts";
import { sessionCookieName, sessionMaxAgeSeconds } from "./session.ts";
import { linkMaxAgeMs } from "./sign-in-link.ts";

/** Reads the links that `makeSignInLink` writes. Writing any itself would pass by the limits, so it can't. */
const mailedLink = (): EmailConfig => ({
  id: "email",
  type: "email",
  name: "Email",
  server: "",
  from: env().MAIL_FROM,
  maxAge: linkMaxAgeMs / 1000,
  sendVerificationRequest: () => {
    throw new Error("Sign-in links are sent by requestSignInLink only.");
  },
  options: {},
});

/** next-auth's helper cookies live for one sign-in. */
const helperMaxAgeSeconds = 15 * 60;

function cookieOptions(): CookiesOptions {
  const options = ownCookieOptions();
  const helper = (name: string) => ({
    name: ownCookieName(name),
    options: { ...options, maxAge: helperMaxAgeSeconds },
  });
  return {
    sessionToken: { name: sessionCookieName(), options },
    callbackUrl: helper("callback"),
    csrfToken: helper("csrf"),
    pkceCodeVerifier: helper("pkce"),
    state: helper("state"),
    nonce: helper("nonce"),
  };
}

/** The first line only: what follows in a database error are the values, addresses and digests among them. */
const firstLine = (error: unknown) => messageOf(error).split("\n", 1)[0];

const logger: AuthOptions["logger"] = {
  error: (code, metadata) => {
    const error = metadata instanceof Error ? metadata : metadata.error;
    log().error({ code, errorName: error?.name, reason: firstLine(error) }, "sign-in failed");
  },
  warn: (code) => log().warn({ code }, "next-auth warns"),
};

const errorPage = "/sign-in/error";

/** Everything next-auth needs to know, for its route. */
export function authOptions(): AuthOptions {
  exportForLibraries();
  const { origin } = new URL(env().PUBLIC_URL);
  return {
    adapter: authAdapter(),
    secret: env().AUTH_SECRET,
    providers: [mailedLink(), ...oauthProviders()],
    session: { strategy: "database", maxAge: sessionMaxAgeSeconds, generateSessionToken: newToken },
    cookies: cookieOptions(),
    pages: { signIn: "/sign-in", error: errorPage },
    logger,
    callbacks: {
      redirect: ({ url }) => `${origin}${ownPath(url)}`,
      signIn: ({ user, email }) => {
        if (email?.verificationRequest) return false;
        return user.email ? true : `${origin}${errorPage}?error=EmailNotVerified`;
      },
    },
  };
}
