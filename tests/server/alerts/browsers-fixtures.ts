import { systemDb } from "#db/client.ts";
import { authSessions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

/** A session of somebody in one of their browsers. */
export async function makeSession(userId: string): Promise<string> {
  const id = newId();
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb().insert(authSessions).values({ id, sessionToken: newId(), userId, expires });
  return id;
}
