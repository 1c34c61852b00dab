import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { destinationLedgers, destinationTurns, fanOutCursors, replays } from "#db/schema/index.ts";
import { dispatcherFor } from "#tests/server/deliveries/fixtures.ts";
import { audited, outcome } from "#tests/server/members/fixtures.ts";
import { hostile } from "#tests/server/net/support/hostile.ts";
import { makeEvent } from "#tests/support/factories.ts";
import { deliveriesTo, makeDesk, rowOf } from "./support/team.ts";

const statesOf = async (desk: { workspaceId: string }, id: string) =>
  (await deliveriesTo(desk, id)).map(({ state }) => state);

const fanOutHasRead = (workspaceId: string, throughSeq: number) =>
  systemDb()
    .insert(fanOutCursors)
    .values({ workspaceId, throughSeq })
    .onConflictDoUpdate({ target: fanOutCursors.workspaceId, set: { throughSeq } });

describe("deleting", () => {
  test("cancels what waits, wipes every key, and leaves the account balanced", async () => {
    const desk = await makeDesk();
    const id = await desk.add({ headers: { authorization: "a-key" }, template: '{"key":"in a template"}' });
    await desk.send(id);
    await desk.send(id);
    await desk.api.destinations.rotateSecret({
      workspace: desk.workspace,
      destinationId: id,
      overlapHours: 5,
    });
    await desk.api.destinations.remove({ workspace: desk.workspace, destinationId: id });
    expect(await statesOf(desk, id)).toEqual(["cancelled", "cancelled"]);
    const row = await rowOf(id);
    expect(row).toMatchObject({
      url: "http://127.0.0.1:9",
      template: null,
      headerNames: [],
      sealedHeaders: null,
    });
    expect(row.sealedSecret).toHaveLength(0);
    expect(row.sealedPreviousSecret).toBeNull();
    const [ledger] = await systemDb()
      .select()
      .from(destinationLedgers)
      .where(eq(destinationLedgers.destinationId, id));
    expect(ledger?.accepted).toBe(2);
    const [entry] = await audited(desk, "destination.delete");
    expect(entry?.details).toMatchObject({ name: "Till", cancelled: 2 });
  });

  test("is done once; afterwards it is not there", async () => {
    const desk = await makeDesk();
    const input = { workspace: desk.workspace, destinationId: await desk.add() };
    const remove = () => outcome(desk.api.destinations.remove(input));
    expect((await Promise.all([remove(), remove()])).sort()).toEqual(["destination.not_found", "done"]);
    expect(await desk.api.destinations.list({ workspace: desk.workspace })).toEqual([]);
    expect(await outcome(desk.api.destinations.get(input))).toBe("destination.not_found");
  });

  test("while an attempt is under way, its answer changes nothing more", async () => {
    let answerNow = () => undefined as unknown;
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    const server = await hostile((socket) => {
      socket.once("data", () => {
        answerNow = () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        isAsked();
      });
    });
    const desk = await makeDesk();
    const id = await desk.add({ url: server.url });
    await desk.send(id);
    const dispatcher = dispatcherFor();
    try {
      await asked;
      await desk.api.destinations.remove({ workspace: desk.workspace, destinationId: id });
      answerNow();
    } finally {
      await dispatcher.stop();
    }
    expect(await statesOf(desk, id)).toEqual(["cancelled"]);
  });
});

describe("turning off and on", () => {
  test("what is accepted up to now is still its own, and nothing after", async () => {
    const desk = await makeDesk();
    const destinationId = await desk.add();
    const input = { workspace: desk.workspace, destinationId };
    const { seq } = await desk.send(destinationId);
    const view = await desk.api.destinations.disable(input);
    expect(view).toMatchObject({ health: "disabled", disabled: { reason: "person" } });
    expect(await rowOf(destinationId)).toMatchObject({ disabledSeq: seq });
    expect(await statesOf(desk, destinationId)).toEqual(["pending"]);
    const again = await desk.api.destinations.disable(input);
    expect(again.disabled).toEqual(view.disabled);
    expect(await audited(desk, "destination.disable")).toHaveLength(1);
  });

  test("skipping cancels what waits, and begins anew", async () => {
    const desk = await makeDesk();
    const destinationId = await desk.add();
    const input = { workspace: desk.workspace, destinationId };
    await desk.send(destinationId);
    await desk.api.destinations.disable(input);
    await systemDb()
      .update(destinationTurns)
      .set({
        failuresInRow: 9,
        deadInRow: 20,
        failingSince: new Date(),
        openUntil: new Date(Date.now() + 60_000),
      })
      .where(eq(destinationTurns.destinationId, destinationId));
    const view = await desk.api.destinations.enable({ ...input, backlog: { kind: "skip" } });
    expect(view).toMatchObject({ health: "idle", disabled: null, deadInRow: 0, pausedUntil: null });
    expect(await statesOf(desk, destinationId)).toEqual(["cancelled"]);
    expect(await systemDb().select().from(replays).where(eq(replays.destinationId, destinationId))).toEqual(
      [],
    );
  });

  test("draining goes on with what waits, and a replay sends exactly what came meanwhile", async () => {
    const desk = await makeDesk();
    const destinationId = await desk.add();
    const input = { workspace: desk.workspace, destinationId };
    const { seq } = await desk.send(destinationId);
    await fanOutHasRead(desk.workspaceId, seq);
    await desk.api.destinations.disable(input);
    for (const words of ["one", "two"]) await makeEvent(desk.workspaceId, desk.inbox.id, words);
    await fanOutHasRead(desk.workspaceId, seq + 2);
    await desk.api.destinations.enable({ ...input, backlog: { kind: "drain", ratePerSecond: 7 } });
    expect(await statesOf(desk, destinationId)).toEqual(["pending"]);
    const [replay] = await systemDb().select().from(replays).where(eq(replays.destinationId, destinationId));
    expect(replay).toMatchObject({
      total: 2,
      ratePerSecond: 7,
      doneSeq: seq,
      throughSeq: seq + 2,
      state: "running",
    });
  });

  test("of two who answer the question differently at once, one hears that it is on already", async () => {
    const desk = await makeDesk();
    const input = { workspace: desk.workspace, destinationId: await desk.add() };
    await desk.api.destinations.disable(input);
    const enable = (backlog: { kind: "skip" } | { kind: "drain"; ratePerSecond: number }) =>
      outcome(desk.api.destinations.enable({ ...input, backlog }));
    const both = await Promise.all([enable({ kind: "skip" }), enable({ kind: "drain", ratePerSecond: 1 })]);
    expect(both.sort()).toEqual(["destination.is_on", "done"]);
  });
});
