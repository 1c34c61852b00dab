import { z } from "zod";
import { type Kind, probes, untried } from "#server/walls/probes.ts";
import type { Desk } from "../inputs/define.ts";
import { inputsFor } from "../inputs/index.ts";
import type { Beyond as NumberBeyond } from "./desk.ts";
import { callOverHttp, type Headers } from "./http.ts";
import { idPositionsOf, isCursor, nameOf, type Position, replaceAt, valueAt } from "./positions.ts";
import { procedureAt } from "./procedures.ts";

/** What lies beyond a wall: the id to put in some place of an input, if it has one of that kind. */
export type Beyond = {
  idFor: (path: string, position: Position) => unknown;
  /** Texts of its rows, which no answer may hold. */
  secrets: readonly string[];
};

const kinds: ReadonlyMap<string, Kind> = new Map(
  [...probes, ...untried].flatMap(({ path, ids }) =>
    Object.entries(ids).map(([place, kind]) => [`${path} ${place}`, kind] as const),
  ),
);
const kindAt = (path: string, position: Position) => kinds.get(`${path} ${nameOf(position)}`);

/** Another workspace: whatever its own people would ask with. */
export async function otherWorkspace(desk: Desk, secret: string): Promise<Beyond> {
  const inputs = new Map(await inputsFor(desk));
  const known: Partial<Record<Kind, string>> = {
    number: desk.numberId,
    session: desk.sessionId,
    event: desk.eventId,
    inbox: desk.inboxId,
    member: desk.ownerId,
    chat: desk.chat,
  };
  const idFor = (path: string, position: Position) => {
    const given = valueAt(inputs.get(path), position);
    if (typeof given === "string" && given !== "") return given;
    const kind = kindAt(path, position);
    return kind ? known[kind] : cursorFor(path, position, [desk.eventId, desk.ownerId, 1, "1"]);
  };
  return { idFor, secrets: [secret] };
}

/** The first that the procedure takes in this place. */
function cursorFor(path: string, position: Position, candidates: readonly unknown[]): unknown {
  if (!isCursor(position)) return undefined;
  const { inputs } = procedureAt(path);
  return candidates.find((candidate) =>
    inputs.every((input) => {
      const result = input.safeParse(replaceAt({ workspace: "a" }, position, candidate));
      return result.success || !result.error.issues.some(({ path: [field] }) => field === position[0]);
    }),
  );
}

/** A number that is not there for somebody, with what is of it. */
export function numberBeyond(
  { numberId, sessionId, eventId, chat, noteId, messageId, scheduledId }: NumberBeyond,
  secret: string,
): Beyond {
  const known: Partial<Record<Kind, string>> = {
    ...{ number: numberId, session: sessionId, event: eventId, chat, note: noteId },
    ...{ message: messageId, scheduled: scheduledId },
  };
  return {
    idFor: (path, position) => {
      const kind = kindAt(path, position);
      return kind && known[kind];
    },
    secrets: [secret],
  };
}

const dataShape = z.object({ result: z.object({ data: z.unknown() }) });

/** Null, or lists without a row: an answer that names nothing. */
function holdsNothing(data: unknown): boolean {
  if (data === null || data === undefined) return true;
  if (Array.isArray(data)) return data.length === 0;
  if (typeof data !== "object") return true;
  const values = Object.values(data);
  return (
    values.some(Array.isArray) && values.every((value) => typeof value !== "object" || holdsNothing(value))
  );
}

export type Walked = { tried: number; leaks: string[] };

/**
 * Asks every procedure with what lies beyond in each place that takes an id, one at a time. A change has to be refused
 * by name; a question may be answered with nothing.
 */
export async function walkBeyond(beyond: Beyond, desk: Desk, headers: Headers): Promise<Walked> {
  const leaks: string[] = [];
  let tried = 0;
  for (const [path, input] of await inputsFor(desk)) {
    const procedure = procedureAt(path);
    for (const position of idPositionsOf(procedure)) {
      const foreign = beyond.idFor(path, position);
      if (foreign === undefined) continue;
      tried++;
      const asked = replaceAt({ workspace: desk.slug, ...input }, position, foreign);
      const answer = await callOverHttp(path, asked as object, headers);
      const what = `${path} ${nameOf(position)}: ${answer.status} ${answer.reason ?? ""}`;
      if (beyond.secrets.some((secret) => answer.text.includes(secret))) leaks.push(`${what} shows it`);
      if (answer.status >= 500) leaks.push(`${what} breaks`);
      if (answer.reason !== null || isCursor(position)) continue;
      const data = dataShape.safeParse(answer.body).data?.result.data;
      if (procedure.type !== "query" || !holdsNothing(data)) leaks.push(`${what} is answered`);
    }
  }
  return { tried, leaks };
}
