import { get } from "node:http";
import { createInterface } from "node:readline";
import { z } from "zod";
import { percentile } from "../support/report.ts";

const count = 100;
const optionsSchema = z.object({ url: z.string(), cookie: z.string() });
/** When each event was acknowledged, in milliseconds since 1970. */
const acceptedSchema = z.record(z.string(), z.number());
const messageSchema = z.object({ events: z.array(z.object({ id: z.string() })) });
export const outcomeSchema = z.object({
  subscribers: z.number(),
  missing: z.number(),
  twice: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});

const nowMs = () => performance.timeOrigin + performance.now();

/** One browser's stream. @returns when it saw each event, oldest first */
function subscribe({ url, cookie }: z.output<typeof optionsSchema>, onOpen: () => void) {
  const seen: { id: string; atMs: number }[] = [];
  get(url, { headers: { cookie, accept: "text/event-stream" }, agent: false }, (response) => {
    if (response.statusCode !== 200) throw new Error(`The live stream answered ${response.statusCode}.`);
    createInterface({ input: response }).on("line", (line) => {
      if (line === "event: connected") onOpen();
      if (!line.startsWith('data: {"events"')) return;
      const atMs = nowMs();
      for (const { id } of messageSchema.parse(JSON.parse(line.slice(6))).events) seen.push({ id, atMs });
    });
  });
  return seen;
}

function judge(streams: { id: string; atMs: number }[][], accepted: Record<string, number>) {
  const latencies: number[] = [];
  let [missing, twice] = [0, 0];
  for (const seen of streams) {
    const distinct = new Set(seen.map(({ id }) => id));
    twice += seen.length - distinct.size;
    missing += Object.keys(accepted).filter((id) => !distinct.has(id)).length;
    // The stream may be faster than the answer to the sender.
    for (const { id, atMs } of seen) latencies.push(Math.max(0, atMs - (accepted[id] ?? atMs)));
  }
  const [p50Ms, p99Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { subscribers: streams.length, missing, twice, p50Ms, p99Ms };
}

// A process of its own: a hundred readers must not share a thread with the sender whose clock they are held against.
if (import.meta.main) {
  const options = optionsSchema.parse(JSON.parse(process.argv[2] ?? ""));
  let open = 0;
  const streams = Array.from({ length: count }, () =>
    subscribe(options, () => {
      open += 1;
      if (open === count) process.send?.("open");
    }),
  );
  process.on("message", (accepted) => {
    process.send?.(judge(streams, acceptedSchema.parse(accepted)), () => process.exit(0));
  });
}
