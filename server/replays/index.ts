export { cancelReplaysOf } from "./cancel-replays-of.ts";
export { holdFanOut } from "./resolve-selection.ts";
export { type NewReplay, startReplay } from "./start-replay.ts";
