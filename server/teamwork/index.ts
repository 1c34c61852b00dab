export { readNotes } from "./read-notes.ts";
