import { systemSql } from "#db/client.ts";
import type { EventToSend } from "#server/destinations/index.ts";
import type { Claimed } from "./claim.ts";

type Row = Omit<EventToSend, "seq" | "receivedAt" | "headers" | "body"> & {
  seq: string;
  receivedAt: string;
  headers: string;
  body: Buffer | null;
};

/** Larger bodies are read one by one, a few at a time: a claim could hold hundreds of a megabyte each. */
const smallBytes = 64 * 1024;
const largeAtOnce = 8;

export type LoadedEvents = {
  /** Null when it is gone. */
  get(eventId: string): Promise<EventToSend | null>;
};

/** Reads the events of claimed deliveries in one query. */
export async function loadEvents(claimed: readonly Claimed[]): Promise<LoadedEvents> {
  const wanted = [...new Map(claimed.map((one) => [one.eventId, one])).values()];
  const rows = await systemSql()<Row[]>`
    select e.workspace_id as "workspaceId", e.id, e.seq::text as seq,
      to_char(e.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt", e.verdict, e.event,
      e.headers::text as headers,
      case when octet_length(e.body) <= ${smallBytes} then e.body end as body
    from unnest(
      ${wanted.map(({ workspaceId }) => workspaceId)}::uuid[], ${wanted.map(({ seq }) => seq)}::bigint[]
    ) as w (workspace_id, seq)
    join events e on e.workspace_id = w.workspace_id and e.seq = w.seq`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    get: async (eventId) => {
      const row = byId.get(eventId);
      if (!row) return null;
      const body = row.body ?? (await largeBodies.run(() => readBody(row)));
      if (body === null) return null;
      const { receivedAt, seq, headers } = row;
      return {
        ...row,
        ...{ seq: Number(seq), receivedAt: new Date(receivedAt), headers: JSON.parse(headers), body },
      };
    },
  };
}

async function readBody({ workspaceId, seq }: Row): Promise<Buffer | null> {
  const [row] = await systemSql()<{ body: Buffer }[]>`
    select body from events where workspace_id = ${workspaceId} and seq = ${seq}::bigint`;
  return row?.body ?? null;
}

/** Lets so many pieces of work run at once; the others wait in turn. */
class Narrows {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

const largeBodies = new Narrows(largeAtOnce);
