import { expect, test, vi } from "vitest";
import { inChunks, streamOf, writeFrame } from "#server/streams/sse.ts";

async function* endless(taken: { count: number; ended: boolean }): AsyncGenerator<string> {
  try {
    for (;;) {
      taken.count += 1;
      yield `data: ${taken.count}\n\n`;
    }
  } finally {
    taken.ended = true;
  }
}

test("a frame is one message; without data it is a comment that says how far the stream has come", () => {
  expect(writeFrame({ id: 7, event: "message.received", data: { text: "a\nb" } })).toBe(
    'id: 7\nevent: message.received\ndata: {"text":"a\\nb"}\n\n',
  );
  expect(writeFrame({ id: 9 })).toBe("id: 9\n:\n\n");
});

test("a name that would break out of its line is left out", () => {
  for (const event of ["a\ndata: forged", "a\rb", "", " ", "x".repeat(201), "a\u2028b"]) {
    expect(writeFrame({ event, data: 1 }), JSON.stringify(event)).toBe("data: 1\n\n");
  }
});

test("small frames go together, and no chunk grows far beyond its size", () => {
  const frames = Array.from({ length: 100 }, (_, id) => ({ id, data: "x".repeat(5_000) }));
  const chunks = [...inChunks(frames)];
  expect(chunks.join("")).toBe(frames.map(writeFrame).join(""));
  expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(75_000);
  expect(chunks.length).toBeLessThan(10);
  expect([...inChunks([])]).toEqual([]);
});

test("chunks are asked for as they are taken", async () => {
  const taken = { count: 0, ended: false };
  const reader = streamOf(endless(taken), () => undefined).getReader();
  for (let n = 1; n <= 5; n++) {
    await reader.read();
    expect(taken.count).toBeLessThanOrEqual(n + 1);
  }
  await reader.cancel();
  await vi.waitFor(() => expect(taken.ended).toBe(true));
});

test("a reader that takes nothing is cut off, and everything behind it ends, once", async () => {
  const taken = { count: 0, ended: false };
  const end = vi.fn();
  const reader = streamOf(endless(taken), end, 50).getReader();
  await vi.waitFor(() => expect(end).toHaveBeenCalledTimes(1));
  await expect(reader.read()).rejects.toThrow("The reader takes nothing.");
  expect(taken).toEqual({ count: 1, ended: true });
  await expect(reader.cancel()).rejects.toThrow();
  expect(end).toHaveBeenCalledTimes(1);
});

test("a stream that breaks says so to its reader, and ends", async () => {
  const end = vi.fn();
  async function* broken(): AsyncGenerator<string> {
    yield "data: 1\n\n";
    throw new Error("the database left");
  }
  const reader = streamOf(broken(), end).getReader();
  await reader.read();
  await expect(reader.read()).rejects.toThrow("the database left");
  expect(end).toHaveBeenCalledTimes(1);
});
