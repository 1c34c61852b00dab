export { pairNumber } from "./pairing-job.ts";
export { refreshNumber } from "./refresh-job.ts";
