export { clearDraft } from "./drafts.ts";
export { sweepPresence } from "./presence.ts";
export { readNotes } from "./read-notes.ts";
export { sweepDeletedNotes } from "./sweep-notes.ts";
