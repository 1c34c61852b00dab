import type { Answer, Call } from "../api.ts";
import { timestamp } from "../clock.ts";
import type { StreamEvent } from "../engine/streams.ts";
import { sessionOf } from "./finders.ts";

const heartbeatMs = 15_000;

/** The session's live stream as Server-Sent Events; opens with the status as it stands. */
export function streamEvents(call: Call): Answer {
  const { sandbox } = call;
  const session = sessionOf(call);
  const encoder = new TextEncoder();
  let stop = () => {};

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const send = (event: StreamEvent) => write(`data: ${JSON.stringify(event)}\n\n`);
      let cancelHeartbeat = () => {};
      const beat = () => {
        cancelHeartbeat = sandbox.clock.after(heartbeatMs, () => {
          write(": keep-alive\n\n");
          beat();
        });
      };
      const unsubscribe = sandbox.streams.subscribe(session.id, send);
      const end = () => {
        stop();
        controller.close();
      };
      stop = () => {
        stop = () => {};
        unsubscribe();
        cancelHeartbeat();
        sandbox.closing.removeEventListener("abort", end);
      };
      sandbox.closing.addEventListener("abort", end, { once: true });
      send({
        event: "session.status",
        timestamp: timestamp(sandbox.clock.now()),
        data: { session_id: session.id, status: session.status },
      });
      beat();
    },
    cancel: () => stop(),
  });
  return { status: 200, raw: { type: "text/event-stream", body } };
}
