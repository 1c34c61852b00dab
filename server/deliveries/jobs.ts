export { mailTrouble } from "./mail-trouble-job.ts";
