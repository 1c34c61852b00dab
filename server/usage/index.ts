export { countCallers } from "./count-callers.ts";
