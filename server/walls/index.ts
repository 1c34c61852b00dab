export { sweepCanaries } from "./canary.ts";
