export { callersCounted, countCallers } from "./count-callers.ts";
