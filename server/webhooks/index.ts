export { checkWebhookUrl } from "./check-url.ts";
