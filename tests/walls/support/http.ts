import { z } from "zod";
import { GET, POST } from "#app/api/trpc/[trpc]/route.ts";
import { newId } from "#server/core/ids.ts";
import { procedureAt } from "./procedures.ts";

const refusalShape = z.object({
  error: z.object({ data: z.object({ code: z.string(), reason: z.string() }) }),
});

/** An answer as a browser gets it; `code` and `reason` are null when it is none of our refusals. */
export type Answer = {
  status: number;
  /** Headers and body. */
  text: string;
  code: string | null;
  reason: string | null;
  /** The JSON of an answer that is no stream. */
  body: unknown;
};

export type Headers = Record<string, string>;

const base = "http://localhost:3000/api/trpc";

/** Long after a refusal or a first event would have come: the stream is open and has nothing to say. */
const quietMs = 1_500;
/** How a stream that already began says that it was refused. */
const streamRefusal = /event: serialized-error\ndata: (?<error>.*)/;

/** A stream up to its refusal or its first event; all of any other answer. */
async function textOf(response: Response): Promise<string> {
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (!isStream || !response.body) return response.text();
  const reader = response.body.getReader();
  const timer = setTimeout(() => void reader.cancel(), quietMs);
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += Buffer.from(part.value).toString();
    if (streamRefusal.test(text) || text.includes('"seq":')) break;
  }
  clearTimeout(timer);
  await reader.cancel();
  return text;
}

function toAnswer(status: number, text: string): Answer {
  const streamed = streamRefusal.exec(text)?.groups?.error;
  const refusal = streamed === undefined ? text : `{"error":${streamed}}`;
  const isRefused = status >= 400 || streamed !== undefined;
  const { code = null, reason = null } = isRefused
    ? (refusalShape.safeParse(JSON.parse(refusal)).data?.error.data ?? {})
    : {};
  return {
    status,
    text,
    code,
    reason,
    body: streamed === undefined && text.startsWith("{") ? JSON.parse(text) : null,
  };
}

/** Calls a procedure through its HTTP door, as a browser or a program does. */
export async function callOverHttp(path: string, input: object, headers: Headers): Promise<Answer> {
  const json = JSON.stringify(input);
  const all = { "content-type": "application/json", "x-request-id": newId(), ...headers };
  const response =
    procedureAt(path).type === "mutation"
      ? await POST(new Request(`${base}/${path}`, { method: "POST", headers: all, body: json }))
      : await GET(new Request(`${base}/${path}?input=${encodeURIComponent(json)}`, { headers: all }));
  const answer = toAnswer(response.status, await textOf(response));
  return { ...answer, text: JSON.stringify([...response.headers]) + answer.text };
}

/** Several queries in one request. @returns their answers in order */
export async function batchOverHttp(
  calls: readonly (readonly [path: string, input: object])[],
  headers: Headers,
): Promise<unknown[]> {
  const paths = calls.map(([path]) => path).join(",");
  const inputs = JSON.stringify(Object.fromEntries(calls.map(([, input], place) => [place, input])));
  const url = `${base}/${paths}?batch=1&input=${encodeURIComponent(inputs)}`;
  const response = await GET(new Request(url, { headers }));
  return z.array(z.unknown()).parse(await response.json());
}
