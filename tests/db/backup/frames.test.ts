import fc from "fast-check";
import { expect, test } from "vitest";
import { BackupError, decodeFrames, encodeFrames, type Frame } from "#db/backup/frames.ts";

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const encoded = async (frames: readonly Frame[]) => Buffer.concat(await all(encodeFrames(from(frames))));

/** The same bytes in pieces of this size. */
const inPieces = (bytes: Buffer, size: number) =>
  from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    ),
  );

const frame: fc.Arbitrary<Frame> = fc.record({
  kind: fc.constantFrom("head" as const, "table" as const, "data" as const),
  body: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
});

test("property: what was written is read again, in whatever pieces it comes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame), fc.integer({ min: 1, max: 50 }), async (frames, size) => {
      const read = await all(decodeFrames(inPieces(await encoded(frames), size)));
      expect(read.map(({ kind, body }) => [kind, body.toString("hex")])).toEqual(
        frames.map(({ kind, body }) => [kind, body.toString("hex")]),
      );
    }),
  );
});

test("property: a file that was cut anywhere, or changed by a bit, is refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1 }), fc.nat(), fc.boolean(), async (frames, at, cut) => {
      const bytes = await encoded(frames);
      const place = at % bytes.length;
      const damaged = cut ? bytes.subarray(0, place) : Buffer.from(bytes);
      if (!cut) damaged[place] = (damaged[place] ?? 0) ^ 1;
      await expect(all(decodeFrames(inPieces(damaged, 16)))).rejects.toThrow(BackupError);
    }),
  );
});

test("what stands behind the end, and what is no backup, is refused", async () => {
  const bytes = await encoded([{ kind: "head", body: Buffer.from("{}") }]);
  await expect(all(decodeFrames(from([bytes, Buffer.from("x")])))).rejects.toThrow(BackupError);
  await expect(all(decodeFrames(from([bytes, bytes])))).rejects.toThrow(BackupError);
  await expect(all(decodeFrames(from([Buffer.from("PGDMP something else")])))).rejects.toThrow(BackupError);
  await expect(all(decodeFrames(from<Buffer>([])))).rejects.toThrow(BackupError);
});
