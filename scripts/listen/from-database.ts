import { DrizzleQueryError } from "drizzle-orm";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { type Follower, followPages } from "#server/streams/follow-pages.ts";
import { beginAt } from "#server/streams/open-reader.ts";
import type { Wanted } from "#server/streams/schemas.ts";
import { OfflineError, type Source } from "./source.ts";

/** Long: nobody has to be told that a database lives. */
const quietMs = 60_000;

const offline = (error: unknown): Error => {
  if (error instanceof DomainError) return error;
  const cause = error instanceof DrizzleQueryError ? error.cause : error;
  return new OfflineError(`The database does not answer (${messageOf(cause)})`, { cause });
};

/** Events of a workspace as its operator sees them: all of its own numbers'. */
export function fromDatabase({ id, slug }: { id: string; slug: string }, wanted: Wanted): Source {
  const operator: Follower = { place: id, authorId: null, mayGoOn: async () => true };
  return {
    name: `the workspace ${slug} in this installation's database`,
    async *follow(after, signal) {
      try {
        const begun = await beginAt(id, after);
        yield { begun };
        for await (const { rows } of followPages(operator, { wanted, after: begun, signal, quietMs })) {
          for (const { seq, id: eventId, event, headers, body } of rows) {
            yield { heard: { seq, id: eventId, event, headers, body } };
          }
        }
      } catch (error) {
        throw offline(error);
      }
    },
  };
}
