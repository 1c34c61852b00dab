import { afterAll, afterEach, expect, vi } from "vitest";
import type { DispatcherOptions, RunningDispatcher } from "#server/deliveries/dispatcher.ts";
import { startSink } from "#tests/support/sink.ts";
import { dispatcherFor, statesOf } from "./fixtures.ts";

/** A receiver for all tests of a file, and dispatchers that end with their test. Awaited at the top of the file. */
export async function withReceiver() {
  const sink = await startSink();
  const running: RunningDispatcher[] = [];
  const dispatch = (options?: DispatcherOptions): RunningDispatcher => {
    const dispatcher = dispatcherFor(options);
    running.push(dispatcher);
    return dispatcher;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((dispatcher) => dispatcher.stop()));
    sink.requests.length = 0;
    sink.answer({ status: 204 });
  });
  afterAll(() => sink.close());
  return { sink, dispatch };
}

/** Waits until so many of a destination's deliveries are in these states, and none in others. */
export const untilStates = (destination: string, states: Record<string, number>) =>
  vi.waitFor(async () => expect(await statesOf(destination)).toEqual(states), { timeout: 10_000 });
