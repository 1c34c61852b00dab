import { expect, test, vi } from "vitest";
import { deliveriesTo, makeDesk, makeDestination, passTime, turnOf } from "./fixtures.ts";
import { untilStates, withReceiver } from "./receiver.ts";

const { sink, dispatch } = await withReceiver();

const idsSeen = () => sink.requests.map(({ headers }) => String(headers["webhook-id"]).slice("msg_".length));
test("a strictly ordered destination gets one after the other, over two dispatchers and while more arrive", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, ordered: true });
  dispatch();
  dispatch();
  const sent: string[] = [];
  for (let batch = 0; batch < 8; batch++) sent.push(...(await send([destination], 10)));
  await untilStates(destination, { delivered: 80 });
  expect(idsSeen()).toEqual(sent);
  expect(Math.max(...sink.requests.map(({ beside }) => beside))).toBe(0);
});

test("one that fails holds up all that came later until it is taken, and the order is kept", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, ordered: true });
  sink.answer({ status: 204 }, { status: 204 }, { status: 500 });
  dispatch();
  dispatch();
  const sent = await send([destination], 6);
  await untilStates(destination, { delivered: 2, failed: 1, pending: 3 });
  sent.push(...(await send([destination], 2)));
  // What came later is due, its turn has come, and still it waits.
  await vi.waitFor(async () => {
    const [head] = (await deliveriesTo(destination)).filter(({ state }) => state === "failed");
    expect((await turnOf(destination)).dueAt?.getTime()).toBe(head?.dueAt.getTime());
  });
  expect(idsSeen()).toEqual(sent.slice(0, 3));
  sink.answer({ status: 500 }, { status: 204 });
  await passTime(destination);
  await vi.waitFor(() => expect(idsSeen()).toHaveLength(4));
  await untilStates(destination, { delivered: 2, failed: 1, pending: 5 });
  await passTime(destination);
  await untilStates(destination, { delivered: 8 });
  expect(idsSeen()).toEqual([...sent.slice(0, 3), sent[2], ...sent.slice(2)]);
});

test("one that is dead lets the next ones through", async () => {
  const { workspaceId, send } = await makeDesk();
  const template = '{"said": {{data.message}}, "never": "{{" }';
  const destination = await makeDestination(workspaceId, { url: sink.url, ordered: true, template });
  await send([destination], 3);
  dispatch();
  await untilStates(destination, { dead: 3 });
  expect(await turnOf(destination)).toMatchObject({ deadInRow: 3, dueAt: null });
});
