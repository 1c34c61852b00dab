import { z } from "zod";
import { messageOf } from "#server/core/errors.ts";
import { readSse } from "#server/moltflow/sse.ts";
import { SetupError } from "../environment.ts";
import { OfflineError, type Source } from "./source.ts";

/** The server shows every 15 s that it lives. */
const silentMs = 40_000;
/** An event's body may have 1 MiB; it comes as JSON and as base64. */
const maxCharacters = 16 * 1024 * 1024;

const readySchema = z.object({ workspace: z.string(), after: z.number() });
const eventSchema = z.object({
  seq: z.number(),
  id: z.string(),
  event: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  bodyBase64: z.string(),
});
const problemSchema = z.object({ detail: z.string() });

export type Remote = { url: string; token: string; workspace: string; query: URLSearchParams };

async function refusalOf(response: Response, origin: string): Promise<Error> {
  const { status } = response;
  const problem = problemSchema.safeParse(await response.json().catch(() => null)).data;
  const said = problem?.detail ?? `it answers ${status}`;
  if (status === 429 || status >= 500) {
    const waitMs = Number(response.headers.get("retry-after") ?? 0) * 1000;
    return new OfflineError(`${origin} does not serve now: ${said}`, { waitMs });
  }
  return new SetupError(`${origin} refuses: ${said}`);
}

/** The parts of a body as they come; one that stays silent for too long counts as gone. */
async function* partsOf(body: ReadableStream<Uint8Array>, origin: string): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { promise: silent, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new OfflineError(`${origin} went silent`)), silentMs);
      const { done, value } = await Promise.race([reader.read(), silent]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function beganAt(data: string, { workspace }: Remote): number {
  const ready = readySchema.parse(JSON.parse(data));
  if (ready.workspace === workspace) return ready.after;
  throw new SetupError(
    `This token is of the workspace “${ready.workspace}”, not of “${workspace}”. Give --workspace ${ready.workspace}, or another token.`,
  );
}

/** Events of another installation, as the token's member may see them. */
export function fromServer(remote: Remote): Source {
  const { origin } = new URL(remote.url);
  const offline = (error: unknown): Error => {
    if (error instanceof OfflineError || error instanceof SetupError) return error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return new OfflineError(`${origin} is not there (${messageOf(cause)})`, { cause: error });
  };
  return {
    name: `the workspace ${remote.workspace} at ${origin}`,
    async *follow(after, signal) {
      const query = new URLSearchParams(remote.query);
      query.set("after", String(after));
      query.set("raw", "1");
      try {
        const response = await fetch(`${origin}/api/inbox/events?${query}`, {
          headers: { accept: "text/event-stream", authorization: `Bearer ${remote.token}` },
          redirect: "error",
          signal,
        });
        if (response.status !== 200 || !response.body) throw await refusalOf(response, origin);
        for await (const { event, data } of readSse(partsOf(response.body, origin), maxCharacters)) {
          if (event === "ready") {
            yield { begun: beganAt(data, remote) };
          } else {
            const { bodyBase64, ...heard } = eventSchema.parse(JSON.parse(data));
            yield { heard: { ...heard, body: Buffer.from(bodyBase64, "base64") } };
          }
        }
      } catch (error) {
        if (!signal.aborted) throw offline(error);
      }
    },
  };
}
