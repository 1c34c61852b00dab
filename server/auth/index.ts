export { type AttemptCount, type AttemptLimit, countAttempt } from "./attempts.ts";
export { cookieOf, isSecureSite, ownCookieName, ownCookieOptions, setCookieLine } from "./cookies.ts";
export { findOrCreateUser } from "./find-or-create-user.ts";
export { maySignInFrom } from "./limit-sign-in.ts";
export { networkOf, rangeOf } from "./network.ts";
export { authOptions } from "./options.ts";
export { ownPath } from "./own-path.ts";
export { configuredProviders } from "./providers.ts";
export { rememberLocale, suggestLocale } from "./remember-locale.ts";
export { requestSignInLink } from "./request-sign-in-link.ts";
export {
  endSession,
  isPendingSession,
  type PendingPerson,
  pendingFromCookies,
  sessionCookieName,
  sessionMaxAgeSeconds,
  startFullSession,
  storedSessionToken,
  type Viewer,
  viewerFromCookies,
  viewerOfSession,
} from "./session.ts";
export { callbackPathOf, linkMaxAgeMs, makeSignInLink } from "./sign-in-link.ts";
export { hasTwoFactor } from "./two-factor.ts";
