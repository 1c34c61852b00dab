import { constants, setPriority } from "node:os";
import { z } from "zod";
import { sendSteadily } from "../support/send-steadily.ts";

const floodSchema = z.object({
  origin: z.string(),
  inboxes: z.array(z.object({ token: z.string(), secret: z.string().nullable() })),
  pace: z.object({ perSecond: z.number(), seconds: z.number() }),
});
export type Flood = z.output<typeof floodSchema>;

// A process of its own: the quiet ones' sender keeps its clock.
if (import.meta.main) {
  // It stands for machines elsewhere: what it takes is not the product's.
  setPriority(constants.priority.PRIORITY_LOW);
  const { origin, inboxes, pace } = floodSchema.parse(JSON.parse(process.argv[2] ?? ""));
  await sendSteadily(origin, inboxes, pace);
}
