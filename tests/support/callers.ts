import { systemDb } from "#db/client.ts";
import { authSessions } from "#db/schema/index.ts";
import type { ApiContext } from "#server/api/context.ts";
import { createCaller } from "#server/api/root.ts";
import { storedSessionToken } from "#server/auth/session.ts";
import { newId, newToken } from "#server/core/ids.ts";

type Person = { id: string; email: string; name: string | null };

/** The context of somebody with a real session, signed in a moment ago; `overrides` changes what a test is about. */
export async function contextOf(person: Person, overrides: Partial<ApiContext> = {}): Promise<ApiContext> {
  const sessionId = newId();
  await systemDb()
    .insert(authSessions)
    .values({
      id: sessionId,
      sessionToken: storedSessionToken(newToken()),
      userId: person.id,
      expires: new Date(Date.now() + 3_600_000),
    });
  const { id, email, name } = person;
  const viewer = { id, email, name, image: null, sessionId, confirmedAt: new Date(), hasTwoFactor: false };
  return { viewer, grant: null, requestId: "test", ip: "203.0.113.7", sameOrigin: true, ...overrides };
}

/** The context of nobody at all. */
export const nobody: ApiContext = {
  viewer: null,
  grant: null,
  requestId: "test",
  ip: "203.0.113.7",
  sameOrigin: true,
};

/** Calls procedures as this person. */
export const callerOf = async (person: Person, overrides: Partial<ApiContext> = {}) =>
  createCaller(await contextOf(person, overrides));
