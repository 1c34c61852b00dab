import { GET } from "#app/api/inbox/events/route.ts";
import { systemDb } from "#db/client.ts";
import { apiTokens, members } from "#db/schema/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { clientIpHeader } from "#server/http/security.ts";
import type { Restrictions, Role, TokenScope } from "#server/members/index.ts";
import { readSse } from "#server/moltflow/sse.ts";
import type { StreamEvent } from "#server/streams/schemas.ts";
import { newApiToken } from "#server/tokens/format.ts";
import { makeConnectedNumber, makeInbox, makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { someIp } from "../tokens/fixtures.ts";

/** A token with these rights, and the ids to take them away by. */
export async function makeProgram(
  { workspaceId, ownerId }: { workspaceId: string; ownerId: string },
  scopes: readonly TokenScope[] = ["inbox.read"],
  userId: string | null = ownerId,
) {
  const token = newApiToken();
  const id = newId();
  await systemDb()
    .insert(apiTokens)
    .values({
      ...{ workspaceId, id, name: "Follower", userId, scopes: [...scopes] },
      ...{ tokenHash: digest(token), hint: token.slice(0, 8) },
    });
  return { token, tokenId: id };
}

/** A workspace with a number, an unsigned inbox made by hand, and a program of its owner's. */
export async function makePlace() {
  const workspace = await makeWorkspace();
  const number = await makeConnectedNumber(workspace.workspaceId);
  const inbox = await makeInbox(workspace.workspaceId, { secret: null });
  return { ...workspace, ...number, inbox, ...(await makeProgram(workspace)) };
}

/** A new member's program. */
export async function makeMember(
  place: { workspaceId: string; ownerId: string },
  role: Role,
  limits: Partial<Restrictions> & { suspendedAt?: Date } = {},
) {
  const { id: userId } = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId: place.workspaceId, userId, role, ...limits });
  return { userId, ...(await makeProgram(place, ["inbox.read"], userId)) };
}

export type Asking = { token?: string; headers?: Record<string, string>; signal?: AbortSignal };

/** Asks for events as a program does. */
export function askEvents(query: string, { token, headers = {}, signal }: Asking): Promise<Response> {
  const all = {
    [clientIpHeader]: someIp(),
    "x-request-id": newId(),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...headers,
  };
  const url = `http://localhost:3000/api/inbox/events?${query}`;
  return GET(new Request(url, { headers: all, ...(signal && { signal }) }));
}

const streamHeaders = { accept: "text/event-stream" };

/** Opens a stream of server-sent events. */
export const openStream = (query: string, { headers, ...asking }: Asking) =>
  askEvents(query, { ...asking, headers: { ...streamHeaders, ...headers } });

/** The events that a stream brings, as they come. Leaving the loop closes it. */
export async function* eventsIn(response: Response): AsyncGenerator<StreamEvent> {
  if (!response.body) throw new Error("This answer has no body.");
  for await (const { event, data } of readSse(response.body, 10_000_000)) {
    if (event !== "ready") yield JSON.parse(data);
  }
}

/** The next so many events of a stream. */
export async function take(stream: AsyncGenerator<StreamEvent>, count: number): Promise<StreamEvent[]> {
  const taken: StreamEvent[] = [];
  while (taken.length < count) {
    const { done, value } = await stream.next();
    if (done) throw new Error(`The stream ended after ${taken.length} events.`);
    taken.push(value);
  }
  return taken;
}
