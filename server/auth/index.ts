export { type AttemptCount, type AttemptLimit, countAttempt } from "./attempts.ts";
export { findOrCreateUser } from "./find-or-create-user.ts";
export { authOptions } from "./options.ts";
export { ownPath } from "./own-path.ts";
export { configuredProviders } from "./providers.ts";
export { requestSignInLink } from "./request-sign-in-link.ts";
export {
  endSession,
  isSecureSite,
  isSessionGood,
  sessionCookieName,
  type Viewer,
  viewerFromCookies,
} from "./session.ts";
export { callbackPathOf, linkMaxAgeMs, makeSignInLink } from "./sign-in-link.ts";
