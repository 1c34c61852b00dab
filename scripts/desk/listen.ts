import { z } from "zod";
import { eventsQuerySchema, type Wanted } from "#server/streams/schemas.ts";
import { SetupError } from "../environment.ts";
import { cursorOf } from "../listen/cursor.ts";
import type { Outcome } from "../listen/forward.ts";
import { fromDatabase } from "../listen/from-database.ts";
import { fromServer } from "../listen/from-server.ts";
import { listen as listenTo } from "../listen/listen.ts";
import type { Heard, Source } from "../listen/source.ts";
import { type Command, text, type Values, workspaceNamed } from "./command.ts";

const seqSchema = z.union([
  z.literal("latest"),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** `event=message.*&number=…` as the query of `/api/inbox/events`. */
function filterOf(values: Values): URLSearchParams {
  const query = new URLSearchParams(typeof values.filter === "string" ? values.filter : "");
  const names = query.getAll("event");
  query.delete("event");
  if (names.length > 0) query.set("events", names.join(","));
  return query;
}

function wantedOf(query: URLSearchParams): Wanted {
  const { success, data } = eventsQuerySchema
    .pick({ events: true, number: true, inbox: true, chat: true })
    .safeParse(Object.fromEntries(query));
  if (success) return data;
  throw new SetupError(
    "--filter takes event=, number=, inbox= and chat=, joined by &: event=message.received",
  );
}

function forwardUrlOf(values: Values): string {
  const given = text(values, "forward");
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return new URL(given).href;
  throw new SetupError(`--forward takes an address like http://localhost:4000/webhooks, not “${given}”.`);
}

/** The token of another installation; null listens to this one's database. */
function remoteOf(values: Values): { url: string; token: string } | null {
  const token = process.env.MOLTDESK_TOKEN;
  const { url } = values;
  if (typeof url !== "string") return null;
  if (!URL.canParse(url)) throw new SetupError(`--url takes an address like https://desk.example.com.`);
  if (!token)
    throw new SetupError("Set MOLTDESK_TOKEN to an API token of that installation, with inbox.read.");
  return { url, token };
}

async function sourceOf(values: Values): Promise<Source> {
  const query = filterOf(values);
  const wanted = wantedOf(query);
  const remote = remoteOf(values);
  if (remote) return fromServer({ ...remote, workspace: text(values, "workspace"), query });
  return fromDatabase(await workspaceNamed(values), wanted);
}

function lineOf({ seq, event }: Heard, { status, tookMs, problem }: Outcome): string {
  const time = new Date().toISOString().slice(11, 19);
  return `${time}  #${seq}  ${event ?? "(no name)"}  →  ${status ?? problem}  ${tookMs} ms`;
}

export const listen: Command = {
  about: "hand each event, byte for byte, to a program on this machine, until Ctrl-C",
  offline: (values) => typeof values.url === "string",
  options: {
    workspace: { type: "string", about: "slug; without --url also id", required: true },
    forward: {
      type: "string",
      about: "where to POST to, such as http://localhost:4000/hook",
      required: true,
    },
    after: { type: "string", about: "latest, or a seq (where it was the last time, at first latest)" },
    filter: { type: "string", about: "for example event=message.received&number=<id> (everything)" },
    url: { type: "string", about: "another installation, with an API token of it in MOLTDESK_TOKEN" },
  },
  async run(values) {
    const url = forwardUrlOf(values);
    const source = await sourceOf(values);
    const cursor = cursorOf(source.name, url);
    const given = seqSchema.safeParse(values.after);
    if (values.after !== undefined && !given.success) {
      throw new SetupError(`--after takes latest or a whole number, not “${String(values.after)}”.`);
    }
    const stopping = new AbortController();
    // A second signal ends the program at once.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
    const asJson = values.json === true;
    const write = (line: object | string) =>
      process.stdout.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
    return listenTo({
      ...{ source, url, cursor, signal: stopping.signal },
      after: given.data ?? cursor.read() ?? "latest",
      tell: {
        news: (sentence) => void process.stderr.write(`${sentence}\n`),
        forwarded: (heard, outcome) =>
          write(
            asJson
              ? { seq: heard.seq, id: heard.id, event: heard.event, ...outcome }
              : lineOf(heard, outcome),
          ),
      },
    });
  },
};
