export { challengeMaxAgeMs, forgetOldChallenges } from "./challenges.ts";
export type { SecurityNews } from "./news.ts";
export { type Browser, deviceCookieName, deviceMaxAgeSeconds, noteSignIn } from "./note-sign-in.ts";
export { passkeyProofOptions, passkeySignInOptions, signInWithPasskey } from "./passkey-sign-in.ts";
export { showSecondFactor } from "./prove.ts";
export { readSecurity } from "./reads.ts";
export { checkTotp, resealTotp } from "./reseal-totp.ts";
export { resetTwoFactor } from "./reset-two-factor.ts";
export { tellSecurity } from "./tell-security.ts";
