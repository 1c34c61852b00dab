import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, scheduledMessages } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import {
  cancelScheduled,
  changeScheduled,
  sendScheduledNow,
} from "#server/messages/later/change-scheduled.ts";
import { listScheduled } from "#server/messages/later/reads.ts";
import { scheduleMessage } from "#server/messages/later/schedule-message.ts";
import { scheduleSchema } from "#server/messages/later/schemas.ts";
import { sendLater } from "#server/messages/later/send-later-job.ts";
import { takeJobs } from "../inbox/fixtures.ts";
import { type Desk, makeDesk, ownerOf } from "./fixtures.ts";
import { makeLater } from "./later-fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
let later: Awaited<ReturnType<typeof makeLater>>;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  desk = await makeDesk(sandbox);
  later = await makeLater(desk);
});

describe("while it waits", () => {
  test("its time can be changed; the job of the earlier one does nothing, and who changed it answers for it", async () => {
    const { id } = await later.schedule();
    const [early] = await takeJobs(desk.workspaceId, sendLater.name);
    const agent = await later.makeAgent();
    const at = new Date(Date.now() + 2 * 3_600_000).toISOString();
    const changed = await changeScheduled(
      desk.workspaceId,
      { id, content: { kind: "text", text: "Good day" }, when: { at, timeZone: "Asia/Shanghai" } },
      agent.sender,
    );
    expect(changed).toMatchObject({
      text: "Good day",
      at,
      timeZone: "Asia/Shanghai",
      author: { name: agent.name },
    });
    await later.moveTo(id, new Date(Date.now() - 1_000));
    await sendLater.run(sendLater.payload.parse(early?.payload));
    expect(await later.outbox()).toEqual([]);
    await later.itIsTime(id);
    expect(await later.outbox()).toMatchObject([{ text: "Good day", authorId: agent.id }]);
  });

  test("it is cancelled once, and then neither sent nor changed", async () => {
    const { id } = await later.schedule();
    const cancel = () => cancelScheduled(desk.workspaceId, id, ownerOf(desk));
    const results = await Promise.allSettled([cancel(), cancel()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await later.itIsTime(id);
    expect(await later.outbox()).toEqual([]);
    await expect(
      changeScheduled(desk.workspaceId, { id, cancelOnReply: true }, ownerOf(desk)),
    ).rejects.toMatchObject({ reason: "scheduled.settled_already" });
    expect(await later.list("done")).toMatchObject([{ state: "cancelled", reason: "by_member" }]);
  });

  test("sent now by somebody, it goes out once, in their name", async () => {
    const { id } = await later.schedule();
    const agent = await later.makeAgent();
    await sendScheduledNow(desk.workspaceId, id, agent.sender);
    await later.itIsTime(id);
    expect(await later.outbox()).toMatchObject([{ authorId: agent.id }]);
    const acts = await systemDb()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.workspaceId, desk.workspaceId));
    expect(acts.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["scheduled.create", "scheduled.send", "message.send"]),
    );
    expect(JSON.stringify(acts)).not.toMatch(/Good morning|5511988887777/);
  });

  test("a double click is one, and the same key for another time is refused", async () => {
    const input = { idempotencyKey: newId(), at: later.inAnHour() };
    const ids = await Promise.all([1, 2, 3].map(async () => (await later.schedule(input)).id));
    expect(new Set(ids).size).toBe(1);
    const at = new Date(Date.parse(input.at) + 60_000).toISOString();
    await expect(later.schedule({ ...input, at })).rejects.toMatchObject({ reason: "message.key_reused" });
  });

  test("nine o'clock in Berlin is nine o'clock there on both sides of a change of the clocks", async () => {
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "short" });
    for (const day of ["01-15T09:00:00+01:00", "07-15T09:00:00+02:00"]) {
      const year = new Date().getUTCFullYear();
      const [soon = ""] = [`${year}-${day}`, `${year + 1}-${day}`].filter(
        (at) => Date.parse(at) > Date.now(),
      );
      const { id, at, timeZone } = await later.schedule({ at: soon });
      expect([timeZone, clock.format(new Date(at))]).toEqual(["Europe/Berlin", "09:00"]);
      expect((await later.read(id))?.sendAt).toEqual(new Date(soon));
    }
  });

  test("a chat has room for 50, counted right when two take the last place", async () => {
    const row = await later.read((await later.schedule()).id);
    if (!row) throw new Error("It is not there.");
    const copies = Array.from({ length: 48 }, () => ({ ...row, id: newId(), idempotencyKey: newId() }));
    await systemDb().insert(scheduledMessages).values(copies);
    const results = await Promise.allSettled([later.schedule(), later.schedule()]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { reason: "scheduled.too_many" },
    });
    expect((await later.list()).length).toBe(50);
  });

  test("pages of the list hold each once, in the order of their times", async () => {
    const row = await later.read((await later.schedule()).id);
    if (!row) throw new Error("It is not there.");
    const times = Array.from(
      { length: 119 },
      (_, index) => new Date(row.sendAt.getTime() + (index % 7) * 60_000),
    );
    await systemDb()
      .insert(scheduledMessages)
      .values(times.map((sendAt) => ({ ...row, sendAt, id: newId(), idempotencyKey: newId() })));
    const seen: { id: string; at: string }[] = [];
    let cursor: string | undefined;
    do {
      const page = await listScheduled(desk.workspaceId, { shelf: "waiting", ...(cursor && { cursor }) });
      seen.push(...page.scheduled);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(120);
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).sort());
  });
});

test("times that have passed, are far off, or are none, files, and senders that are nobody are refused", async () => {
  const inTwoYears = new Date(Date.now() + 730 * 86_400_000).toISOString();
  await expect(later.schedule({ at: new Date(Date.now() - 1).toISOString() })).rejects.toMatchObject({
    reason: "scheduled.past",
  });
  await expect(later.schedule({ at: inTwoYears })).rejects.toMatchObject({ reason: "scheduled.far" });
  const nobody = { authorId: null, actor: { kind: "token", tokenId: newId(), userId: null } as const };
  expect(() => scheduleMessage(desk.workspaceId, later.asked(), nobody)).toThrow(
    expect.objectContaining({ reason: "scheduled.people_only" }),
  );
  const webp = Buffer.from("RIFF\0\0\0\0WEBP", "latin1").toString("base64");
  for (const [wrong, message] of [
    [{ at: "tomorrow" }, "scheduled.at_invalid"],
    [{ timeZone: "+02:00" }, "time_zone_unknown"],
    [{ content: { kind: "sticker", media: { base64: webp } } }, "scheduled.no_file"],
  ] as const) {
    const { error } = scheduleSchema.safeParse({ ...later.asked(), ...wrong });
    expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
  }
});

test("who does not see the chat sees nothing of what waits there", async () => {
  const { id } = await later.schedule();
  const sight = { workspaceId: desk.workspaceId, onlyNumbers: [newId()], assignedTo: null };
  expect((await listScheduled(sight, { shelf: "waiting" })).scheduled).toEqual([]);
  await expect(cancelScheduled(sight, id, ownerOf(desk))).rejects.toMatchObject({
    reason: "scheduled.not_found",
  });
  const other = await makeDesk(sandbox);
  await expect(cancelScheduled(other.workspaceId, id, ownerOf(other))).rejects.toMatchObject({
    reason: "scheduled.not_found",
  });
});
