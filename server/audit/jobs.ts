import { z } from "zod";
import { log } from "#server/core/log.ts";
import { defineJob } from "#server/jobs/index.ts";
import { renewSeals, sealEnds } from "./seals.ts";

/** Every day: signs the ends of all chains. Cron hands it a payload of its own, which it doesn't need. */
export const sealAudits = defineJob({
  name: "seal-audits",
  payload: z.unknown(),
  async run() {
    const sealed = await sealEnds();
    const renewed = await renewSeals();
    log().info({ sealed, renewed }, "audit sealed");
  },
});
