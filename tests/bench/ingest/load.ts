import { createHmac, randomBytes } from "node:crypto";
import autocannon from "autocannon";
import { z } from "zod";

export const loadSchema = z.object({
  url: z.string(),
  path: z.string(),
  secret: z.string(),
  connections: z.number(),
  seconds: z.number(),
});

const bodyBytes = 200;

/** A signed MoltFlow event of 200 bytes unlike any other. */
function nextBody(run: string, count: number): string {
  const start = `{"event":"message.received","timestamp":"2026-02-11T10:05:00Z","data":{"session_id":"bench","chat_id":"5511999999999@c.us","direction":"inbound","message":"${run} ${count} `;
  const end = '"}}';
  return start.padEnd(bodyBytes - end.length, ".") + end;
}

// A process of its own: the load must not share a thread with what it measures.
if (import.meta.main) {
  const { url, path, secret, connections, seconds } = loadSchema.parse(JSON.parse(process.argv[2] ?? ""));
  const run = randomBytes(4).toString("hex");
  let count = 0;
  const result = await autocannon({
    ...{ url, connections, duration: seconds },
    requests: [
      {
        setupRequest: (request) => {
          const body = nextBody(run, count++);
          const signature = createHmac("sha256", secret).update(body).digest("hex");
          const headers = { "content-type": "application/json", "x-webhook-signature": signature };
          return { ...request, method: "POST", path, headers, body };
        },
      },
    ],
  });
  const { duration, errors, timeouts, non2xx, latency, statusCodeStats } = result;
  const statuses = Object.fromEntries(
    Object.entries(statusCodeStats).map(([status, { count: times }]) => [status, times]),
  );
  const failures = errors + timeouts + non2xx;
  process.stdout.write(
    JSON.stringify({
      perSecond: result["2xx"] / duration,
      failures,
      statuses,
      p50Ms: latency.p50,
      p99Ms: latency.p99,
    }),
  );
}
