// Sending and its jobs stay out of here: they need connections and the inbox, which themselves meet this file.
export { listAnswersIn } from "./reads.ts";
export { reconcileHistory } from "./reconcile-history.ts";
export { reconcileSent, type SentFact } from "./reconcile-sent.ts";
export { recordUnrecorded } from "./record-unrecorded.ts";
export type { OutboxView } from "./schemas.ts";
