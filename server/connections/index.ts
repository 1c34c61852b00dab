export { chooseNumbers } from "./choose-numbers.ts";
export { callMoltflow, connectionMissing, moltflowFor } from "./client.ts";
export { addConnection, connect, type NewConnection } from "./connect.ts";
export { disconnect, prepareLeave } from "./disconnect.ts";
export { ensureRegistered } from "./ensure-inbox.ts";
export { forgetEndedLogins, loginFor } from "./login.ts";
export { usesSandbox } from "./reads.ts";
export { syncTurn, turnOf } from "./turn.ts";
export type { ConnectionOptions, ConnectionView, Disconnected } from "./view.ts";
