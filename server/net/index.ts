export type { Resolve } from "./checked-lookup.ts";
export { isPublicAddress } from "./is-public-address.ts";
export { isOpenPort } from "./ports.ts";
export { publicUrlTrouble, type UrlRules, type UrlTrouble } from "./public-url.ts";
export {
  type GuardedRequest,
  loopbackAllowed,
  type Outcome,
  type SendRules,
  sendGuarded,
} from "./send.ts";
