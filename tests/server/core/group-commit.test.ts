import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { GroupCommit, QueueFullError } from "#server/core/group-commit.ts";

type Batch = { items: number[]; commit: () => void; fail: (error: Error) => void };

/** A writer whose batches end when the test says so. */
function heldWriter(
  options: { maxItems?: number; maxWaitMs?: number; everyMs?: number; fullItems?: number } = {},
) {
  const batches: Batch[] = [];
  let arrived: (() => void) | null = null;
  const group = new GroupCommit<number, string>({
    write: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, commit: () => resolve(items.map((item) => `stored ${item}`)), fail: reject });
        arrived?.();
      }),
    sizeOf: () => 1,
    mayBeOneItemsFault: (error) => (error as Error).message === "row",
    ...options,
  });
  const batch = async (index: number): Promise<Batch> => {
    while (!batches[index]) await new Promise<void>((resolve) => (arrived = resolve));
    return batches[index] as Batch;
  };
  return { group, batch, batches };
}

test("what arrives while a batch is written shares the next one", async () => {
  const { group, batch, batches } = heldWriter();
  const first = group.add(1);
  (await batch(0)).items.length;
  const later = [group.add(2), group.add(3), group.add(4)];
  expect(batches).toHaveLength(1);
  (await batch(0)).commit();
  (await batch(1)).commit();
  expect(await first).toBe("stored 1");
  expect(await Promise.all(later)).toEqual(["stored 2", "stored 3", "stored 4"]);
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
});

test("everybody gets the result of their own item, however arrivals and batches interleave", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      async (items, maxItems) => {
        const group = new GroupCommit<number, string>({
          write: async (batch) => batch.map((item) => `stored ${item}`),
          sizeOf: () => 1,
          mayBeOneItemsFault: () => false,
          maxItems,
        });
        const results = await Promise.all(items.map((item) => group.add(item)));
        expect(results).toEqual(items.map((item) => `stored ${item}`));
        await group.drained();
      },
    ),
  );
});

test("one item's fault does not take its neighbours with it", async () => {
  const group = new GroupCommit<number, string>({
    write: async (items) => {
      if (items.includes(2)) throw new Error("row");
      return items.map((item) => `stored ${item}`);
    },
    sizeOf: () => 1,
    mayBeOneItemsFault: (error) => (error as Error).message === "row",
  });
  const results = await Promise.allSettled([group.add(1), group.add(2), group.add(3)]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("a database that is away fails the whole batch once, without a try for each item", async () => {
  const { group, batch, batches } = heldWriter();
  const added = Promise.allSettled([group.add(1), group.add(2)]);
  (await batch(0)).fail(new Error("connection lost"));
  expect((await added).every(({ status }) => status === "rejected")).toBe(true);
  expect(batches).toHaveLength(1);
});

test("when the oldest has waited too long, newcomers are refused at once instead of joining the queue", async () => {
  const { group, batch } = heldWriter({ maxWaitMs: -1 });
  const first = group.add(1);
  await batch(0);
  const second = group.add(2);
  await expect(group.add(3)).rejects.toBeInstanceOf(QueueFullError);
  (await batch(0)).commit();
  (await batch(1)).commit();
  expect(await Promise.all([first, second])).toEqual(["stored 1", "stored 2"]);
});

test("drained waits for what is written and what still waits", async () => {
  const { group, batch } = heldWriter();
  void group.add(1);
  await batch(0);
  void group.add(2);
  let drained = false;
  const done = group.drained().then(() => {
    drained = true;
  });
  (await batch(0)).commit();
  await batch(1);
  expect(drained).toBe(false);
  (await batch(1)).commit();
  await done;
});

test("batches of a few keep their distance; one after a pause, or of many, does not wait", async () => {
  vi.useFakeTimers();
  try {
    const { group, batch, batches } = heldWriter({ everyMs: 10, fullItems: 3 });
    const first = group.add(1);
    await vi.advanceTimersByTimeAsync(0);
    (await batch(0)).commit();
    await first;
    const few = [group.add(2)];
    await vi.advanceTimersByTimeAsync(8);
    few.push(group.add(3));
    expect(batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2);
    (await batch(1)).commit();
    await Promise.all(few);
    const many = [4, 5, 6].map((item) => group.add(item));
    await vi.advanceTimersByTimeAsync(0);
    (await batch(2)).commit();
    await Promise.all(many);
    await vi.advanceTimersByTimeAsync(20);
    const late = group.add(7);
    await vi.advanceTimersByTimeAsync(0);
    (await batch(3)).commit();
    await Promise.all([late, group.drained()]);
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3], [4, 5, 6], [7]]);
  } finally {
    vi.useRealTimers();
  }
});

test("whoever waits for company while the process ends is written too", async () => {
  const { group, batch } = heldWriter({ everyMs: 20 });
  const first = group.add(1);
  (await batch(0)).commit();
  await first;
  const second = group.add(2);
  const drained = group.drained();
  (await batch(1)).commit();
  await Promise.all([second, drained]);
  expect(await second).toBe("stored 2");
});
