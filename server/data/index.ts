export { type OpenExport, openExport } from "./exports.ts";
