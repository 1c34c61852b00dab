import { Pool } from "undici";
import { z } from "zod";

export const loopSchema = z.object({
  origin: z.string(),
  requests: z.int(),
  concurrency: z.int(),
  bodyBytes: z.int(),
});

// The baseline: requests one after the other in so many lanes, with no queue, no signature and no record of them.
const { origin, requests, concurrency, bodyBytes } = loopSchema.parse(JSON.parse(process.argv[2] ?? ""));
const pool = new Pool(origin, { connections: concurrency });
const body = Buffer.alloc(bodyBytes, "a");
const headers = { "content-type": "application/json", "webhook-id": "bare" };

let left = requests;
async function lane(): Promise<void> {
  while (left > 0) {
    left -= 1;
    const response = await pool.request({ path: "/bare", method: "POST", headers, body });
    await response.body.dump();
  }
}
await Promise.all(Array.from({ length: concurrency }, lane));
await pool.close();
process.exit(0);
