export { chooseNumbers } from "./choose-numbers.ts";
export { callMoltflow, moltflowFor } from "./client.ts";
export { addConnection, connect, type NewConnection } from "./connect.ts";
export { disconnect } from "./disconnect.ts";
export { explained, explainMoltflowError } from "./explain.ts";
export { liveConnection, readConnection } from "./reads.ts";
export { deletedStatus } from "./save-sessions.ts";
export type { ConnectionOptions, ConnectionView, Disconnected } from "./view.ts";
