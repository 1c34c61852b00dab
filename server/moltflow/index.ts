export type {
  Chat,
  Message,
  Plan,
  PlanLimits,
  Profile,
  Session,
  SessionQr,
  Subscription,
  Usage,
  Webhook,
  WebhookTest,
} from "./answers.ts";
export { type BudgetClass, budgetClasses, type Turn } from "./budget/turn.ts";
export { createMoltflowClient, type MoltflowClient, type MoltflowClientOptions } from "./client.ts";
export { type InputIssue, MoltflowError, type MoltflowErrorKind, type Outcome } from "./errors.ts";
export { type OperationId, operations } from "./generated/operations.ts";
export type { Page } from "./messages.ts";
export type { SessionSettings } from "./sessions.ts";
export type { MoltflowFetch, MoltflowLog, RateLimitNews } from "./transport.ts";
export type { NewWebhook, WebhookChange, WebhookEvent } from "./webhooks.ts";
