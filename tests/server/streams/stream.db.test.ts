import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { apiTokens, members } from "#db/schema/index.ts";
import { createContext } from "#server/api/context.ts";
import { singleton } from "#server/core/singleton.ts";
import { follow, nudge } from "#server/live/index.ts";
import { followerOf, followPages } from "#server/streams/follow-pages.ts";
import { openReader } from "#server/streams/open-reader.ts";
import { openFor, openLimits } from "#server/streams/open-streams.ts";
import { streamOf } from "#server/streams/sse.ts";
import { makeEvent } from "#tests/support/factories.ts";
import { askEvents, eventsIn, makeMember, makePlace, makeProgram, openStream, take } from "./fixtures.ts";

type Hub = { listeners: Map<string, Set<unknown>> };
/** How many follow a workspace in this process. */
const followers = (workspaceId: string) =>
  singleton<Hub>("live.hub", () => ({ listeners: new Map() })).listeners.get(workspaceId)?.size ?? 0;

/** Waits until this process hears what is said: LISTEN takes a moment, and what is said before is lost. */
async function listening(workspaceId: string): Promise<void> {
  let heard = false;
  const stop = follow(workspaceId, () => {
    heard = true;
  });
  await expect
    .poll(
      async () => {
        await systemDb().transaction((tx) => nudge(tx, workspaceId, "audit"));
        return heard;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  stop();
}

async function open(query: string, token: string) {
  const response = await openStream(query, { token });
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/event-stream; charset=utf-8",
  ]);
  return eventsIn(response);
}

test("a stream gives what is stored, then what arrives, each with its seq as id and its name as event", async () => {
  const { workspaceId, slug, inbox, token } = await makePlace();
  await makeEvent(workspaceId, inbox.id, "stored");
  const { body } = await openStream("after=0", { token });
  if (!body) throw new Error("The stream has no body.");
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (part: string) => {
    while (!text.includes(part)) text += (await reader.read()).value;
  };
  await until("stored");
  await makeEvent(workspaceId, inbox.id, "arrived");
  await until("arrived");
  await reader.cancel();
  const [ready, first, second] = text.split("\n\n");
  expect(ready).toBe(`retry: 2000\nid: 0\nevent: ready\ndata: {"workspace":"${slug}","after":0}`);
  expect(first).toMatch(/^id: 1\nevent: message\.received\ndata: \{"seq":1,/);
  expect(second).toMatch(/^id: 2\nevent: message\.received\ndata: \{"seq":2,/);
  await expect.poll(() => followers(workspaceId)).toBe(0);
});

test("a hundred forced reconnects during a flood: nothing missing, nothing twice, all in order", async () => {
  const { workspaceId, inbox, token } = await makePlace();
  const total = 600;
  const write = async () => {
    for (let from = 0; from < total; from += 6) {
      await Promise.all([0, 1, 2, 3, 4, 5].map((n) => makeEvent(workspaceId, inbox.id, `event ${from + n}`)));
    }
  };
  const follower = async () => {
    const seqs: number[] = [];
    let connections = 0;
    while (seqs.length < total) {
      const headers = { "last-event-id": String(seqs.at(-1) ?? 0) };
      const stream = eventsIn(await openStream("after=0", { token, headers }));
      connections += 1;
      const wanted = Math.min(6, total - seqs.length);
      seqs.push(...(await take(stream, wanted)).map(({ seq }) => seq));
      await stream.return(undefined);
    }
    return { seqs, connections };
  };
  const [, ...seen] = await Promise.all([write(), follower(), follower()]);
  for (const { seqs, connections } of seen) {
    expect(connections).toBe(100);
    expect(seqs).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  }
  await expect.poll(() => followers(workspaceId)).toBe(0);
}, 60_000);

test("a slow reader is cut off, costs one chunk, and resumes without gap", async () => {
  const { workspaceId, inbox, token } = await makePlace();
  // One more than is taken: a reader for whom nothing waits is not slow.
  for (let n = 1; n <= 31; n++) await makeEvent(workspaceId, inbox.id, `event ${n}`);
  const reader = await openReader(
    await createContext(new Headers({ authorization: `Bearer ${token}` }), "http://localhost:3000"),
  );
  const seqs: number[] = [];
  let cuts = 0;
  while (seqs.length < 30) {
    const done = new AbortController();
    const following = { wanted: {}, after: seqs.at(-1) ?? 0, signal: done.signal, quietMs: 15_000 };
    async function* chunks() {
      for await (const { rows } of followPages(followerOf(reader), following)) {
        for (const { seq } of rows) yield `data: ${seq}`;
      }
    }
    const parts = streamOf(chunks(), () => done.abort(), 20).getReader();
    for (let n = 0; n < 3; n++)
      seqs.push(Number(/data: (\d+)/.exec(Buffer.from((await parts.read()).value ?? []).toString())?.[1]));
    // It takes nothing until it is cut off.
    await expect.poll(() => done.signal.aborted).toBe(true);
    await expect(parts.read()).rejects.toThrow("takes nothing");
    cuts += 1;
  }
  expect(cuts).toBe(10);
  expect(seqs).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  await expect.poll(() => followers(workspaceId)).toBe(0);
});

test("a stream says that it lives, and how far it has come past what its reader may not see", async () => {
  const place = await makePlace();
  const { token } = await makeMember(place, "agent", { onlyNumbers: [place.numberId] });
  const reader = await openReader(
    await createContext(new Headers({ authorization: `Bearer ${token}` }), "http://localhost:3000"),
  );
  for (let n = 1; n <= 3; n++) await makeEvent(place.workspaceId, place.inbox.id, "not theirs");
  const done = new AbortController();
  const pages = followPages(followerOf(reader), { wanted: {}, after: 0, signal: done.signal, quietMs: 30 });
  for (let n = 0; n < 2; n++) expect((await pages.next()).value).toEqual({ rows: [], next: 3, more: false });
  done.abort();
  await pages.return(undefined);
});

test("without a place to begin, a stream begins now; a filter holds for what arrives, too", async () => {
  const { workspaceId, inbox, token, numberId, sessionId } = await makePlace();
  await makeEvent(workspaceId, inbox.id, "before", sessionId);
  const stream = await open(`number=${numberId}&raw=1`, token);
  await makeEvent(workspaceId, inbox.id, "of no number");
  await makeEvent(workspaceId, inbox.id, "wanted", sessionId);
  const [event] = await take(stream, 1);
  expect(event?.seq).toBe(3);
  expect(Buffer.from(event?.bodyBase64 ?? "", "base64").toString()).toContain("wanted");
  await stream.return(undefined);
});

describe("a stream ends as soon as its reader may not have it any more", () => {
  async function opened() {
    const place = await makePlace();
    const member = await makeMember(place, "agent", { onlyNumbers: [place.numberId] });
    await listening(place.workspaceId);
    const stream = await open("after=0", member.token);
    await makeEvent(place.workspaceId, place.inbox.id, "not theirs");
    await makeEvent(place.workspaceId, place.inbox.id, "theirs", place.sessionId);
    expect(await take(stream, 1)).toMatchObject([{ seq: 2 }]);
    const say = (id: string) => systemDb().transaction((tx) => nudge(tx, id, "access"));
    return { ...place, ...member, stream, say };
  }

  test.each([
    ["suspended", { suspendedAt: new Date() }, 403],
    ["restricted further", { assignedOnly: true }, 200],
    ["forbidden to export", { noExport: true }, 403],
    ["demoted", { role: "viewer" }, 200],
    ["given the finance desk", { role: "billing", onlyNumbers: null }, 403],
  ] as const)("its member is %s", async (_, change, status) => {
    const { workspaceId, userId, tokenId, token, stream, say } = await opened();
    const ending = stream.next();
    await systemDb().update(members).set(change).where(eq(members.userId, userId));
    await say(workspaceId);
    expect((await ending).done).toBe(true);
    expect(openFor(tokenId)).toBe(0);
    const again = await openStream("", { token });
    expect(again.status).toBe(status);
    await again.body?.cancel();
  });

  test("its token is revoked", async () => {
    const { workspaceId, tokenId, token, stream, say } = await opened();
    const ending = stream.next();
    await systemDb().update(apiTokens).set({ revokedAt: new Date() }).where(eq(apiTokens.id, tokenId));
    await say(workspaceId);
    expect((await ending).done).toBe(true);
    expect((await openStream("", { token })).status).toBe(401);
  });

  test("somebody else's rights change nothing", async () => {
    const { workspaceId, inbox, sessionId, stream, say } = await opened();
    await say(workspaceId);
    await makeEvent(workspaceId, inbox.id, "still", sessionId);
    expect(await take(stream, 1)).toMatchObject([{ seq: 3 }]);
    await stream.return(undefined);
  });
});

test("a token has so many streams and no more, and each that ends makes room", async () => {
  const place = await makePlace();
  const { workspaceId, token, tokenId } = place;
  const streams = await Promise.all(
    Array.from({ length: openLimits.perToken }, () => openStream("", { token })),
  );
  expect(streams.every(({ status }) => status === 200)).toBe(true);
  expect(openFor(tokenId)).toBe(openLimits.perToken);
  const refused = await openStream("", { token });
  expect(await refused.json()).toMatchObject({ status: 429, reason: "token.too_many_streams" });
  expect(refused.headers.get("retry-after")).toBe("10");
  const other = await openStream("", { token: (await makeProgram(place)).token });
  expect(other.status).toBe(200);
  await Promise.all([other, ...streams].map(({ body }) => body?.cancel()));
  await expect
    .poll(() => [openFor(tokenId), openFor(workspaceId), followers(workspaceId)])
    .toEqual([0, 0, 0]);
  const again = await openStream("", { token });
  expect(again.status).toBe(200);
  await again.body?.cancel();
});

test("a reader whose request is aborted leaves nothing behind", async () => {
  const { workspaceId, token, tokenId } = await makePlace();
  const gone = new AbortController();
  const { body } = await openStream("", { token, signal: gone.signal });
  const reader = body?.getReader();
  await reader?.read();
  const rest = reader?.read();
  await expect.poll(() => followers(workspaceId)).toBeGreaterThan(0);
  gone.abort();
  expect((await rest)?.done).toBe(true);
  await expect.poll(() => [openFor(tokenId), followers(workspaceId)]).toEqual([0, 0]);
  const waiting = new AbortController();
  const asked = askEvents("after=latest&wait=25", { token, signal: waiting.signal });
  await expect.poll(() => followers(workspaceId)).toBeGreaterThan(0);
  waiting.abort();
  expect((await asked).status).toBe(200);
  await expect.poll(() => [openFor(tokenId), followers(workspaceId)]).toEqual([0, 0]);
});
