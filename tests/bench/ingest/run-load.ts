import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import type { loadSchema } from "./load.ts";

const resultSchema = z.object({
  perSecond: z.number(),
  failures: z.number(),
  statuses: z.record(z.string(), z.number()),
  p50Ms: z.number(),
  p99Ms: z.number(),
});
export type LoadResult = z.output<typeof resultSchema>;

/** Sends signed events as fast as they are answered, from a process of its own. @throws when one is refused */
export async function runLoad(options: z.input<typeof loadSchema>): Promise<LoadResult> {
  const file = fileURLToPath(new URL("load.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(options)]);
  const result = resultSchema.parse(JSON.parse(stdout));
  if (result.failures === 0) return result;
  throw new Error(`${options.url} refused ${result.failures} requests: ${JSON.stringify(result.statuses)}.`);
}
