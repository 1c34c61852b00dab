export { limiter, type MinuteStatus } from "./limiter.ts";
export { quotaOf, refusalOf } from "./refusal.ts";
