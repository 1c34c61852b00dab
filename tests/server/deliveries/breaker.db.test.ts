import { expect, test, vi } from "vitest";
import { deliveriesTo, makeDesk, makeDestination, passTime, turnOf } from "./fixtures.ts";
import { untilStates, withReceiver } from "./receiver.ts";

const { sink, dispatch } = await withReceiver();

test("after five failures in a row nothing more is tried, then one, and a success lets all through", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, concurrency: 1 });
  sink.answer({ status: 500 });
  dispatch();
  await send([destination], 20);
  await vi.waitFor(async () => expect((await turnOf(destination)).openUntil).not.toBeNull());
  await untilStates(destination, { failed: 5, pending: 15 });
  expect(sink.requests).toHaveLength(5);
  sink.answer({ status: 204 });
  await passTime(destination);
  await untilStates(destination, { delivered: 20 });
  expect(await turnOf(destination)).toMatchObject({ failuresInRow: 0, openUntil: null });
});

test("a quick one that begins to fail is not asked for all that waits behind", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, concurrency: 1 });
  dispatch();
  await send([destination]);
  await untilStates(destination, { delivered: 1 });
  sink.answer({ status: 500 });
  await send([destination], 20);
  await vi.waitFor(async () => expect((await turnOf(destination)).openUntil).not.toBeNull());
  await untilStates(destination, { delivered: 1, failed: 5, pending: 15 });
  expect(sink.requests).toHaveLength(6);
  expect((await deliveriesTo(destination)).filter(({ attempts }) => attempts === 0)).toHaveLength(15);
});
