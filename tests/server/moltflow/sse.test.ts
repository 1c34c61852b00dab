import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSse, type SseMessage, SseTooLarge } from "#server/moltflow/sse.ts";

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]) {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function read(text: string, sizes: readonly number[] = [], limit = 1_000): Promise<SseMessage[]> {
  const messages: SseMessage[] = [];
  for await (const message of readSse(inChunks(new TextEncoder().encode(text), sizes), limit)) {
    messages.push(message);
  }
  return messages;
}

describe("an event stream", () => {
  it("is messages between empty lines, with all three line ends", async () => {
    const expected = [
      { event: "message", data: "one" },
      { event: "tick", data: "two\nlines" },
    ];
    for (const end of ["\n", "\r\n", "\r"]) {
      const lines = [
        "data: one",
        "",
        ": a comment",
        "event: tick",
        "id: 7",
        "data: two",
        "data:lines",
        "",
        "",
      ];
      expect(await read(lines.join(end))).toEqual(expected);
    }
  });

  it("gives nothing for what has no data, and drops a message that breaks off", async () => {
    expect(await read("event: tick\n\n: keep-alive\n\nretry: 10\n\ndata: half")).toEqual([]);
    expect(await read("data\n\n")).toEqual([{ event: "message", data: "" }]);
  });

  it("reads the same whatever the chunks' borders", async () => {
    const field = fc.constantFrom("data: ", "data:", "event: ", ": ", "id: ", "data");
    const line = fc
      .tuple(field, fc.string({ unit: "grapheme" }))
      .map(([name, value]) => (name === "data" ? name : name + value.replace(/[\r\n]/g, "")));
    const text = fc
      .array(fc.tuple(fc.oneof(line, fc.constant("")), fc.constantFrom("\n", "\r\n", "\r")))
      .map((parts) => parts.map(([each, end]) => each + end).join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.integer({ min: 0, max: 5 })), async (stream, sizes) => {
        expect(await read(stream, sizes, 1e6)).toEqual(await read(stream, [], 1e6));
      }),
    );
  });

  it("brings back what was written, in order", async () => {
    const data = fc.array(
      fc.string({ unit: "grapheme" }).map((each) => each.replace(/[\r\n]/g, "")),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(data), async (written) => {
        const stream = written
          .map((lines) => `${lines.map((each) => `data: ${each}\n`).join("")}\n`)
          .join("");
        expect((await read(stream, [], 1e6)).map((message) => message.data)).toEqual(
          written.map((lines) => lines.join("\n")),
        );
      }),
    );
  });

  it("that grows one message beyond the limit is refused, in one line, many lines and many empty ones", async () => {
    const endless = ["data: ".padEnd(2_000, "x"), "data: xxxxxxxx\n".repeat(200), "data:\n".repeat(2_000)];
    for (const text of endless) await expect(read(text, [500, 500])).rejects.toThrow(SseTooLarge);
    expect(await read("data: short\n\n".repeat(500))).toHaveLength(500);
  });
});
