import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentSchema } from "#server/messages/content.ts";
import { cutTo, lengthOf, limits, takesAddress } from "#server/messages/limits.ts";
import { isMedia, refuseMediaUrl } from "#server/messages/media.ts";

const emoji = "👩‍🔧";
const one = "😀";

/** The reasons of a refusal, or null when the content is taken. */
function refusals(content: object): string[] | null {
  const { error } = contentSchema.safeParse(content);
  return error ? error.issues.map(({ message }) => message) : null;
}
const text = (words: string) => refusals({ kind: "text", text: words });
const poll = (change: object) =>
  refusals({ kind: "poll", title: "When?", options: ["Morning", "Evening"], ...change });
const gif = (change: object) =>
  refusals({ kind: "gif", media: { url: "https://files.example.com/a.mp4" }, ...change });
const sticker = (media: object) => refusals({ kind: "sticker", media });

describe("within MoltFlow's bounds", () => {
  test("a text has 1 to 4,096 characters, of which an emoji is one", () => {
    expect(text("x".repeat(4_096))).toBeNull();
    expect(text(one.repeat(4_096))).toBeNull();
    expect(text("x".repeat(4_097))).toEqual(["message.text_long"]);
    expect(text(`${one.repeat(4_095)}xx`)).toEqual(["message.text_long"]);
    for (const nothing of ["", " \n\t", "\0"]) expect(text(nothing)).toEqual(["message.text_missing"]);
  });

  test("a text keeps its emoji, loses NUL and halves of characters, and the space around it", () => {
    const parsed = contentSchema.parse({ kind: "text", text: `  ${emoji}\0 \ud83d שלום \n` });
    expect(parsed).toEqual({ kind: "text", text: `${emoji} \ufffd שלום` });
  });

  test("a paste of 10 MB is refused at once", () => {
    const paste = "x".repeat(10_000_000);
    const startMs = performance.now();
    expect(text(paste)).toContain("message.text_long");
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  test("a poll has a question of 1 to 255 and 2 to 12 different options of 1 to 100", () => {
    const options = (count: number) => Array.from({ length: count }, (_, index) => `Option ${index}`);
    expect(poll({})).toBeNull();
    expect(poll({ title: one.repeat(255), options: options(12) })).toBeNull();
    expect(poll({ options: ["x".repeat(100), one.repeat(100)] })).toBeNull();
    expect(poll({ title: "" })).toEqual(["message.title_missing"]);
    expect(poll({ title: "x".repeat(256) })).toEqual(["message.title_long"]);
    expect(poll({ options: options(1) })).toEqual(["message.options_few"]);
    expect(poll({ options: options(13) })).toEqual(["message.options_many"]);
    expect(poll({ options: ["a", " "] })).toEqual(["message.option_missing"]);
    expect(poll({ options: ["a", "x".repeat(101)] })).toEqual(["message.option_long"]);
    // Equal but for the space around them, which nobody sees.
    expect(poll({ options: ["a", " a "] })).toEqual(["message.options_same"]);
  });

  test("a GIF's caption has at most 1,024 characters and may be missing", () => {
    expect(gif({})).toBeNull();
    expect(gif({ caption: one.repeat(1_024) })).toBeNull();
    expect(gif({ caption: "x".repeat(1_025) })).toEqual(["message.caption_long"]);
  });
});

describe("files", () => {
  const webp = Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1");
  const mp4 = Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0", "latin1");

  test("a sticker is a WebP and a GIF an MP4, by their first bytes", () => {
    expect(sticker({ base64: webp.toString("base64") })).toBeNull();
    expect(sticker({ base64: mp4.toString("base64") })).toEqual(["message.sticker_format"]);
    expect(gif({ media: { base64: mp4.toString("base64") } })).toBeNull();
    expect(gif({ media: { base64: webp.toString("base64") } })).toEqual(["message.gif_format"]);
    expect(isMedia("gif", Buffer.from("\0\0\0\x14ftypqt  ", "latin1"))).toBe(false);
    for (const short of [0, 4, 11]) expect(isMedia("sticker", webp.subarray(0, short))).toBe(false);
  });

  test("1 MiB is taken, a byte more is not, and neither is what is no base64", () => {
    const file = (bytes: number) =>
      Buffer.concat([webp, Buffer.alloc(bytes - webp.length)]).toString("base64");
    expect(sticker({ base64: file(limits.mediaBytes) })).toBeNull();
    expect(sticker({ base64: file(limits.mediaBytes + 1) })).toContain("message.media_large");
    for (const no of ["RIFF????WEBP", "UklGR"])
      expect(sticker({ base64: no })).toEqual(["message.media_base64"]);
  });

  test("there is an address or a file, not neither and not both", () => {
    expect(sticker({})).toEqual(["message.media_missing"]);
    const both = { url: "https://files.example.com/a.webp", base64: webp.toString("base64") };
    expect(sticker(both)).toEqual(["message.media_missing"]);
  });

  test.each([
    "https://files.example.com/a.webp?x=1",
    "https://8.8.8.8/a.webp",
    "https://[2606:4700::1111]/a.webp",
    "https://172.32.0.1/a.webp",
  ])("%s can be fetched", (url) => expect(refuseMediaUrl(url)).toBeNull());

  test.each([
    ["http://files.example.com/a.webp", "url_scheme"],
    ["ftp://files.example.com/a.webp", "url_scheme"],
    ["javascript:alert(1)", "url_scheme"],
    ["files.example.com/a.webp", "url_invalid"],
    ["https://user:pass@files.example.com/", "url_invalid"],
    ["https://files.example.com/a b", "url_invalid"],
    ["https://localhost/a.webp", "url_private"],
    ["https://intranet/a.webp", "url_private"],
    ["https://printer.local/a", "url_private"],
    ["https://127.0.0.1/", "url_private"],
    // The same as 127.0.0.1, written otherwise.
    ["https://2130706433/", "url_private"],
    ["https://0x7f.1/", "url_private"],
    ["https://10.1.2.3/", "url_private"],
    ["https://100.64.0.1/", "url_private"],
    ["https://169.254.169.254/latest/meta-data", "url_private"],
    ["https://172.16.0.1/", "url_private"],
    ["https://192.168.1.1./", "url_private"],
    ["https://[::1]/", "url_private"],
    ["https://[::ffff:10.0.0.1]/", "url_private"],
    ["https://[fd00::1]/", "url_private"],
    ["https://[fe80::1]/", "url_private"],
    ["https://[2002:0a00:0001::]/", "url_private"],
    ["https://metadata.google.internal/", "url_private"],
  ])("%s is refused: %s", (url, reason) => expect(refuseMediaUrl(url)).toBe(reason));
});

describe("lengths", () => {
  const anyText = fc.string({
    unit: fc.constantFrom("a", "é", one, emoji, "\ud83d", "\ude00", "漢"),
    maxLength: 60,
  });

  test("are counted in code points, whatever stands in the text", () => {
    fc.assert(fc.property(anyText, (value) => void expect(lengthOf(value)).toBe([...value].length)));
  });

  test("what is cut fits, is the beginning, and loses nothing that fits", () => {
    fc.assert(
      fc.property(anyText, fc.nat(70), (value, count) => {
        const cut = cutTo(value, count);
        expect(lengthOf(cut)).toBe(Math.min(count, lengthOf(value)));
        expect(value.startsWith(cut)).toBe(true);
      }),
    );
  });
});

test("MoltFlow takes people by their number and groups, also behind an alias, and nobody else", () => {
  for (const taken of ["5511999999999@c.us", "120363012345678901@g.us", "hidden-99-0123456789ab@c.us"]) {
    expect(takesAddress(taken), taken).toBe(true);
  }
  for (const refused of [
    "123@lid",
    "hidden-23-0123456789ab@lid",
    "123@newsletter",
    "status@broadcast",
    "1@s.us",
  ]) {
    expect(takesAddress(refused), refused).toBe(false);
  }
});
