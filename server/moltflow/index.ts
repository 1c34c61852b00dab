export type { Plan, PlanLimits, Profile, Subscription, Usage } from "./answers/account.ts";
export type {
  AiAnalysis,
  AvailableGroup,
  GroupMessage,
  GroupMessagePage,
  MonitoredGroup,
} from "./answers/groups.ts";
export type { BusinessCheck, Label, LabelImport } from "./answers/labels.ts";
export type { Chat, Message } from "./answers/messages.ts";
export type { Session, SessionQr } from "./answers/sessions.ts";
export type { Webhook, WebhookTest } from "./answers/webhooks.ts";
export { forgetQuietTurns } from "./budget/forget-quiet-turns.ts";
export { forgetWorkspace } from "./budget/forget-workspace.ts";
export { askOf, isOwnWork, standInLine, type TakeTurn } from "./budget/line.ts";
export { type BudgetStatus, readBudget } from "./budget/read-budget.ts";
export { BudgetWait, chargeCalls, patienceMs } from "./budget/take-turn.ts";
export { type BudgetClass, budgetClasses, type Turn } from "./budget/turn.ts";
export { createMoltflowClient, type MoltflowClient, type MoltflowClientOptions } from "./client.ts";
export { type InputIssue, MoltflowError, type MoltflowErrorKind, type Outcome } from "./errors.ts";
export type { SessionEvent } from "./events.ts";
export { type OperationId, operations } from "./generated/operations.ts";
export type {
  MonitoredGroupChange,
  MonitorMode,
  NewMonitoredGroup,
  NewWaGroup,
  ParticipantsInput,
  WaGroup,
} from "./groups.ts";
export type { LabelChange, NewLabel } from "./labels.ts";
export type { Media, NewPoll, Page } from "./messages.ts";
export { type ParticipantReason, type ParticipantResult, participantReasons } from "./participants.ts";
export type { SessionSettings } from "./sessions.ts";
export type { StreamAccess } from "./stream.ts";
export type { MoltflowFetch, MoltflowLog, RateLimitNews } from "./transport.ts";
export type { NewWebhook, WebhookChange, WebhookEvent } from "./webhooks.ts";
