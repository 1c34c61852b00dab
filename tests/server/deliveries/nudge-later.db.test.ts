import { expect, onTestFinished, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { newId } from "#server/core/ids.ts";
import { NudgeLater } from "#server/deliveries/nudge-later.ts";
import { followAll, nudge } from "#server/live/index.ts";

test("screens of every workspace whose deliveries were attempted hear of it, once, and nobody is asked to claim", async () => {
  const heard: string[] = [];
  onTestFinished(followAll((workspaceId, topic) => void heard.push(`${workspaceId}:${topic}`)));
  const [first, second, last] = [newId(), newId(), newId()];
  await vi.waitFor(async () => {
    await nudge(systemDb(), last, "chats");
    expect(heard).toContain(`${last}:chats`);
  });
  heard.length = 0;
  const nudges = new NudgeLater();
  for (const workspaceId of [first, second, first]) nudges.add(workspaceId);
  await nudges.flush();
  await nudge(systemDb(), last, "labels");
  await vi.waitFor(() => expect(heard).toContain(`${last}:labels`));
  const told = heard.filter((one) => one.startsWith(first) || one.startsWith(second));
  expect(told).toEqual([`${first}:attempts`, `${second}:attempts`]);
});
