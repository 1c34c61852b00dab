// Reads and jobs stay out of here: they need connections, messages and numbers, which themselves meet this file.
export {
  createInbox,
  inboxUrl,
  insertInbox,
  type NewInbox,
  type PreparedInbox,
  prepareInbox,
} from "./create-inbox.ts";
export { readVisibility, visibleEvents } from "./visibility.ts";
