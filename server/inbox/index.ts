// Reads and jobs stay out of here: they need connections, messages and numbers, which themselves meet this file.
export { acceptEvent, type InboxReply, inboxDrained } from "./accept.ts";
export { readNodeBody, readWebBody } from "./body.ts";
export {
  createInbox,
  inboxUrl,
  insertInbox,
  type NewInbox,
  type PreparedInbox,
  prepareInbox,
} from "./create-inbox.ts";
export { parseJson, readPreview } from "./envelope.ts";
export { exportEvents } from "./export-events.ts";
export { type FeedBatch, followEvents } from "./feed.ts";
export { findVisibleEvent } from "./find-event.ts";
export { type WithoutToken, withoutInboxToken } from "./inbox-address.ts";
export { findInbox, inboxChannel } from "./lookup.ts";
export { signatureHeader } from "./signature.ts";
export type { EventSummary } from "./view.ts";
export { numbersInSight, readVisibility, type Visibility, visibleEvents } from "./visibility.ts";
