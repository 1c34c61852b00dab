export { type NewReplay, startReplay } from "./start-replay.ts";
