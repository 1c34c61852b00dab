import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { RunningDispatcher } from "#server/deliveries/dispatcher.ts";
import { type Sink, startSink } from "#tests/support/sink.ts";
import {
  attemptsOf,
  deliveriesTo,
  dispatcherFor,
  hourOf,
  makeDesk,
  makeDestination,
  statesOf,
  turnOf,
} from "./fixtures.ts";

let sink: Sink;
let dispatcher: RunningDispatcher | undefined;
beforeAll(async () => {
  sink = await startSink();
});
afterEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  sink.requests.length = 0;
  sink.answer({ status: 204 });
});
afterAll(() => sink.close());

test("an event that was accepted reaches its destination once, and its attempt is kept", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: `${sink.url}/hook` });
  sink.answer({ status: 200, headers: { "x-said": "yes" }, body: "thanks" });
  dispatcher = dispatcherFor();
  const [eventId] = await send([destination]);
  const [request] = await sink.received(1);
  expect(request?.headers["webhook-id"]).toBe(`msg_${eventId}`);
  await vi.waitFor(async () => expect(await statesOf(destination)).toEqual({ delivered: 1 }));
  const [delivery] = await deliveriesTo(destination);
  expect(delivery).toMatchObject({ attempts: 1, lastStatus: 200, lastError: null, leaseUntil: null });
  expect(delivery?.endedAt).not.toBeNull();
  const attempts = await attemptsOf(delivery?.id ?? "");
  expect(attempts).toMatchObject([{ number: 1, status: 200, error: null, address: "127.0.0.1" }]);
  expect(attempts[0]?.responseHeaders).toMatchObject({ "x-said": "yes" });
  expect(attempts[0]?.responseBody?.toString()).toBe("thanks");
  expect(await hourOf(destination)).toMatchObject({ delivered: 1, failed: 0 });
  expect((await turnOf(destination)).lastSuccessAt).not.toBeNull();
  expect(sink.requests).toHaveLength(1);
});
