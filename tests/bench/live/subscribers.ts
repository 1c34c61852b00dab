import { get } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { percentile } from "../support/report.ts";

/** Streams of one kind; each of them is closed and opened anew so many times, spread over the run. */
const groupSchema = z.object({
  name: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  count: z.number(),
  reconnects: z.number(),
});
export type Group = z.output<typeof groupSchema>;
const optionsSchema = z.object({ groups: z.array(groupSchema), runMs: z.number() });

/** When each event was acknowledged, in milliseconds since 1970. */
const acceptedSchema = z.record(z.string(), z.number());
const eventSchema = z.object({ id: z.string(), seq: z.number() });
/** A page's stream brings several events at once, a program's one. */
const messageSchema = z.union([
  z.object({ events: z.array(eventSchema) }).transform(({ events }) => events),
  eventSchema.transform((event) => [event]),
]);
const outcomeSchema = z.object({
  name: z.string(),
  subscribers: z.number(),
  connections: z.number(),
  missing: z.number(),
  twice: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});
export type Outcome = z.output<typeof outcomeSchema>;
export const outcomesSchema = z.array(outcomeSchema);

const nowMs = () => performance.timeOrigin + performance.now();

/** One reader, over all its connections: when it saw each event, oldest first. */
class Subscriber {
  readonly seen: { id: string; atMs: number }[] = [];
  connections = 0;
  private lastSeq = 0;
  private close: () => void = () => undefined;
  private readonly group: Group;

  constructor(group: Group) {
    this.group = group;
  }

  /** Opens a stream from where the last one was; resolves once it is open. */
  open(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { url, headers } = this.group;
    const all = { ...headers, accept: "text/event-stream", "last-event-id": String(this.lastSeq) };
    let isOpen = true;
    // Only a break that this end did not make is one.
    const broken = (error: Error) => {
      if (isOpen) throw error;
    };
    const request = get(url, { headers: all, agent: false }, (response) => {
      if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}.`);
      const lines = createInterface({ input: response });
      lines.on("error", broken).on("line", (line) => {
        if (line === "event: connected" || line === "event: ready") resolve();
        if (isOpen && /^data: \{"(events|seq)"/.test(line)) this.hear(line.slice(6));
      });
    });
    request.on("error", broken);
    this.connections += 1;
    this.close = () => {
      isOpen = false;
      request.destroy();
    };
    return promise;
  }

  private hear(data: string): void {
    const atMs = nowMs();
    for (const { id, seq } of messageSchema.parse(JSON.parse(data))) {
      this.seen.push({ id, atMs });
      this.lastSeq = seq;
    }
  }

  async flap(runMs: number): Promise<void> {
    for (let round = 0; round < this.group.reconnects; round++) {
      await pause((runMs / this.group.reconnects) * (0.5 + Math.random() / 2));
      this.close();
      await this.open();
    }
  }
}

function judge(name: string, readers: readonly Subscriber[], accepted: Record<string, number>): Outcome {
  const latencies: number[] = [];
  let [missing, twice, connections] = [0, 0, 0];
  for (const { seen, connections: own } of readers) {
    const distinct = new Set(seen.map(({ id }) => id));
    connections += own;
    twice += seen.length - distinct.size;
    missing += Object.keys(accepted).filter((id) => !distinct.has(id)).length;
    // The stream may be faster than the answer to the sender.
    for (const { id, atMs } of seen) latencies.push(Math.max(0, atMs - (accepted[id] ?? atMs)));
  }
  const [p50Ms, p99Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { name, subscribers: readers.length, connections, missing, twice, p50Ms, p99Ms };
}

// A process of its own: a hundred readers must not share a thread with the sender whose clock they are held against.
if (import.meta.main) {
  const { groups, runMs } = optionsSchema.parse(JSON.parse(process.argv[2] ?? ""));
  const all = groups.map((group) => ({
    name: group.name,
    readers: Array.from({ length: group.count }, () => new Subscriber(group)),
  }));
  const readers = all.flatMap((group) => group.readers);
  await Promise.all(readers.map((reader) => reader.open()));
  process.send?.("open");
  const flapping = Promise.all(readers.map((reader) => reader.flap(runMs)));
  process.on("message", async (accepted) => {
    await flapping;
    const outcomes = all.map((group) => judge(group.name, group.readers, acceptedSchema.parse(accepted)));
    process.send?.(outcomes, () => process.exit(0));
  });
}
