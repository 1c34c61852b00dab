import { expect } from "vitest";
import { systemSql } from "#db/client.ts";

type Counts = Record<"delivered" | "waiting" | "dead" | "blocked" | "cancelled", number>;
type DestinationBook = Counts & {
  id: string;
  accepted: number;
  there: number;
  wanted: number;
  hasTurn: boolean;
};
type Books = {
  events: number;
  lastSeq: number;
  handedOn: number;
  undelivered: number;
  destinations: DestinationBook[];
};

/** Which events a destination is for, by their names. */
export type Wishes = ReadonlyMap<string, readonly string[]>;

/** Reads all accounts of a workspace in one snapshot. */
async function readBooks(workspaceId: string, wishes: Wishes): Promise<Books> {
  return systemSql().begin("isolation level repeatable read read only", async (sql) => {
    const [flow] = await sql<Omit<Books, "destinations">[]>`
      select (select count(*) from events where workspace_id = ${workspaceId})::int as events,
        (select last_seq from workspace_counters where workspace_id = ${workspaceId})::int as "lastSeq",
        coalesce((select through_seq from fan_out_cursors where workspace_id = ${workspaceId}), 0)::int as "handedOn",
        (select count(*) from events e where e.workspace_id = ${workspaceId}
          and seq <= (select through_seq from fan_out_cursors where workspace_id = ${workspaceId})
          and not exists (select 1 from deliveries d where d.workspace_id = e.workspace_id and d.event_id = e.id)
        )::int as undelivered`;
    const destinations: DestinationBook[] = [];
    for (const [id, names] of wishes) {
      const [book] = await sql<DestinationBook[]>`
        select ${id} as id, coalesce(max(l.accepted), 0)::int as accepted, count(d.id)::int as there,
          (count(*) filter (where d.state = 'delivered'))::int as delivered,
          (count(*) filter (where d.state in ('pending', 'delivering', 'failed')))::int as waiting,
          (count(*) filter (where d.state = 'dead'))::int as dead,
          (count(*) filter (where d.state = 'blocked'))::int as blocked,
          (count(*) filter (where d.state = 'cancelled'))::int as cancelled,
          (select count(*) from events where workspace_id = ${workspaceId} and event = any (${[...names]})
            and seq <= ${flow?.handedOn ?? 0})::int as wanted,
          exists (select 1 from destination_turns where destination_id = ${id} and due_at is not null) as "hasTurn"
        from destination_ledgers l left join deliveries d on d.destination_id = l.destination_id
        where l.destination_id = ${id}`;
      if (book) destinations.push(book);
    }
    if (!flow) throw new Error("There is no such workspace.");
    return { ...flow, destinations };
  });
}

/**
 * Checks that the books balance at this moment: accepted = delivered + waiting + dead + blocked + cancelled, each event
 * that was handed on has one delivery to each destination that is for it, and the others none; nothing waits for a turn
 * that never comes. Only for a workspace of which nothing was deleted.
 *
 * @returns what is still to be done
 */
export async function expectBooksBalance(
  workspaceId: string,
  wishes: Wishes,
  note: string,
): Promise<{ waiting: number; behind: number }> {
  const books = await readBooks(workspaceId, wishes);
  expect(books.events, `${note}: events have numbers without a gap`).toBe(books.lastSeq);
  expect(books.handedOn, note).toBeLessThanOrEqual(books.lastSeq);
  for (const book of books.destinations) {
    const { accepted, there, wanted, delivered, waiting, dead, blocked, cancelled } = book;
    const said = `${note}: ${JSON.stringify(book)}`;
    expect(delivered + waiting + dead + blocked + cancelled, said).toBe(accepted);
    expect(there, said).toBe(accepted);
    expect(wanted, said).toBe(accepted);
    expect(book.hasTurn || waiting === 0, said).toBe(true);
  }
  const wanted = [...new Set([...wishes.values()].flat())];
  const [unwanted] = await systemSql()<{ count: number }[]>`
    select count(*)::int as count from events where workspace_id = ${workspaceId}
      and seq <= ${books.handedOn} and not (event = any (${wanted}))`;
  expect(books.undelivered, `${note}: undelivered`).toBe(unwanted?.count);
  const waiting = books.destinations.reduce((sum, book) => sum + book.waiting, 0);
  return { waiting, behind: books.lastSeq - books.handedOn };
}
