export type { SecurityNews } from "./news.ts";
export { tellSecurity } from "./tell-security.ts";
