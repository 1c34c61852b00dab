export { isPublicAddress } from "./is-public-address.ts";
export { publicUrlTrouble, type UrlRules, type UrlTrouble } from "./public-url.ts";
