export { findAssignee, isChatInSight } from "./reads.ts";
