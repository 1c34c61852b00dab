import { and, eq, isNull } from "drizzle-orm";
import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { nudge } from "#server/live/index.ts";
import { type MoltflowClient, MoltflowError, type MoltflowErrorKind } from "#server/moltflow/index.ts";

/** Errors that speak of the connection rather than of the one call. */
const telling: ReadonlySet<MoltflowErrorKind> = new Set([
  "unauthorized",
  "forbidden_scope",
  "network",
  "timeout",
]);

/** The error, if it says something of the connection's health. */
export const tellsOfHealth = (error: unknown): error is MoltflowError =>
  error instanceof MoltflowError && telling.has(error.kind);

type Watched = { workspaceId: string; id: string; health: string };

/** Keeps the health that a call showed, and the scopes that it missed. */
export function setHealth({ workspaceId, id }: Watched, health: string, scopes: readonly string[] = []) {
  return inTenant(workspaceId, async (tx) => {
    const [row] = await tx
      .select({ missingScopes: connections.missingScopes })
      .from(connections)
      .where(and(eq(connections.id, id), isNull(connections.disconnectedAt)))
      .for("update");
    if (!row) return;
    const missingScopes = [...new Set([...row.missingScopes, ...scopes])];
    await tx
      .update(connections)
      .set({ health, missingScopes, checkedAt: new Date() })
      .where(eq(connections.id, id));
    await nudge(tx, workspaceId, "connection");
  });
}

/** The same client; every call that meets another health than the last one known writes it down. */
export function watchHealth(client: MoltflowClient, watched: Watched): MoltflowClient {
  let known = watched.health;

  async function note(health: string, scopes?: readonly string[]) {
    if (health === known) return;
    known = health;
    try {
      await setHealth(watched, health, scopes);
    } catch (error) {
      // The call itself has its result; health is told again by the next one.
      log().warn({ err: messageOf(error), connectionId: watched.id }, "connection: health was not written");
    }
  }

  return new Proxy(client, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== "function") return call;
      return async (...args: unknown[]) => {
        try {
          const answer: unknown = await Reflect.apply(call, target, args);
          await note("ok");
          return answer;
        } catch (error) {
          if (tellsOfHealth(error)) await note(error.kind, error.requiredScopes);
          throw error;
        }
      };
    },
  });
}
