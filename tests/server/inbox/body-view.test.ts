import fc from "fast-check";
import { expect, test } from "vitest";
import { toBodyView } from "#server/inbox/body-view.ts";

const kib = 1024;

test("JSON is shown as it came and laid out, without touching large numbers or doubled keys", () => {
  const json = '{"a":12345678901234567890,"a":[1,{}, [] ,"x,{}\\"]"],"b":{"c":null}}';
  const view = toBodyView(Buffer.from(json));
  expect(view).toMatchObject({ text: json, base64: null, truncated: false });
  expect(view.pretty).toBe(
    [
      "{",
      '  "a": 12345678901234567890,',
      '  "a": [',
      "    1,",
      "    {},",
      "    [],",
      '    "x,{}\\"]"',
      "  ],",
      '  "b": {',
      '    "c": null',
      "  }",
      "}",
    ].join("\n"),
  );
});

test("laying out any JSON never changes its value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { pretty } = toBodyView(Buffer.from(JSON.stringify(value)));
      expect(pretty).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test("text that is no JSON has no layout, and a byte order mark is kept", () => {
  expect(toBodyView(Buffer.from("\ufeffhello"))).toEqual({
    ...{ text: "\ufeffhello", base64: null, pretty: null, truncated: false },
  });
});

test("bytes that are not UTF-8 come as base64", () => {
  const body = Buffer.from([0xff, 0x00, 0x80]);
  expect(toBodyView(body)).toEqual({
    ...{ text: null, base64: body.toString("base64"), pretty: null, truncated: false },
  });
});

test("a large body is cut at 256 KiB between characters and not laid out", () => {
  const whole = Buffer.from(`"${"€".repeat(100 * kib)}"`);
  const view = toBodyView(whole);
  expect(view).toMatchObject({ truncated: true, pretty: null, base64: null });
  expect(view.text).toBe(`"${"€".repeat(Math.floor((256 * kib - 1) / 3))}`);
});

test("the largest JSON that is sent whole is still laid out; one byte more is not", () => {
  const exact = (bytes: number) => Buffer.from(`"${"x".repeat(bytes - 2)}"`);
  expect(toBodyView(exact(256 * kib)).pretty).not.toBeNull();
  expect(toBodyView(exact(256 * kib + 1))).toMatchObject({ truncated: true, pretty: null });
});

test("JSON that is nested to the bottom costs neither a crash nor megabytes", () => {
  const depth = 100 * kib;
  expect(toBodyView(Buffer.from("[".repeat(depth) + "]".repeat(depth))).pretty).toBeNull();
});
