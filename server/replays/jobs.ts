export { runReplay, tendReplays } from "./run-replay.ts";
