import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

/** What the sink is asked for: all that came since it was last asked, once there are `count` of them. */
const askSchema = z.object({ count: z.int() });

/** What came: the id of each request and when, in milliseconds since 1970. */
export type Arrivals = { ids: string[]; atMs: number[] };

// A receiver that costs as little as Node's HTTP allows, and remembers what came.
let arrivals: Arrivals = { ids: [], atMs: [] };
let wanted = Number.POSITIVE_INFINITY;

function answer(): void {
  if (arrivals.ids.length < wanted) return;
  wanted = Number.POSITIVE_INFINITY;
  process.send?.(arrivals);
  arrivals = { ids: [], atMs: [] };
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(204).end();
    arrivals.ids.push(String(request.headers["webhook-id"]));
    arrivals.atMs.push(performance.timeOrigin + performance.now());
    answer();
  });
});
process.on("message", (message) => {
  wanted = askSchema.parse(message).count;
  answer();
});
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
