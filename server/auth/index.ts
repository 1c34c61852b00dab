export { type Viewer, viewerFromCookies } from "./session.ts";
