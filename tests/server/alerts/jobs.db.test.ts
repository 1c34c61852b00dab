import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { enqueueAlerts, sweepAlerts } from "#server/alerts/jobs.ts";
import { jobsOf, makeAlertDesk, makeNews } from "./fixtures.ts";

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe("the job that tells", () => {
  test("is one for many news, and no later one puts it off", async () => {
    const desk = await makeAlertDesk();
    const target = { workspaceId: desk.workspaceId, userId: desk.reader.id, channel: "digest" as const };
    const [first, later, sooner] = [inMinutes(30), inMinutes(60), inMinutes(10)];
    for (const at of [first, later, sooner, later]) await enqueueAlerts(systemDb(), target, at);
    expect(await jobsOf(desk)).toEqual([{ payload: target, runAt: sooner }]);
  });

  test("is another one for each channel", async () => {
    const desk = await makeAlertDesk();
    const { workspaceId, reader } = desk;
    for (const channel of ["push", "mail", "digest"] as const)
      await enqueueAlerts(systemDb(), { workspaceId, userId: reader.id, channel }, inMinutes(1));
    expect(await jobsOf(desk)).toHaveLength(3);
  });

  test("waits a moment for more of the same, with a mail longer than with a push", async () => {
    const desk = await makeAlertDesk();
    const { workspaceId, reader } = desk;
    await enqueueAlerts(systemDb(), { workspaceId, userId: reader.id, channel: "mail" }, new Date(0));
    await enqueueAlerts(systemDb(), { workspaceId, userId: reader.id, channel: "push" }, new Date(0));
    const [mail, push] = (await jobsOf(desk)).map(({ runAt }) => runAt.getTime() - Date.now());
    expect(mail).toBeGreaterThan(10_000);
    expect(push).toBeLessThan(1_000);
  });

  test("vanishes with the transaction that wanted it", async () => {
    const desk = await makeAlertDesk();
    const { workspaceId, reader } = desk;
    const failed = systemDb().transaction(async (tx) => {
      await enqueueAlerts(tx, { workspaceId, userId: reader.id, channel: "mail" }, new Date());
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await jobsOf(desk)).toEqual([]);
  });

  test("comes again for news that a dead process left behind, and for no others", async () => {
    const [left, underWay] = [await makeAlertDesk(), await makeAlertDesk()];
    await makeNews(left, { dueAt: inMinutes(-10) });
    await makeNews(left, { dueAt: inMinutes(-9), chatId: "5511888888888@c.us" });
    await makeNews(underWay, { dueAt: inMinutes(-1) });
    await sweepAlerts.run({});
    expect(await jobsOf(left)).toMatchObject([{ payload: { channel: "mail" } }]);
    expect(await jobsOf(underWay)).toEqual([]);
  });
});
