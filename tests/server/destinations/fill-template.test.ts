import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillTemplate, TemplateError } from "#server/destinations/fill-template.ts";

const view = {
  type: "message.received",
  seq: 7,
  data: { message: 'He said "hi"\n\\', list: [{ name: "a" }], nothing: null, yes: true },
};
const filled = (template: string, of: unknown = view) => JSON.parse(fillTemplate(template, of));

describe("a name becomes", () => {
  test.each([
    ["its words in a text", '{"a":"<{{data.message}}>"}', { a: `<${view.data.message}>` }],
    [
      "its JSON outside of one",
      '{"a":{{seq}},"b":{{data.list}},"c":{{data.message}}}',
      {
        a: 7,
        b: [{ name: "a" }],
        c: view.data.message,
      },
    ],
    ["an entry of a list", '{"a":"{{ data.list.0.name }}"}', { a: "a" }],
    [
      "JSON in a text, when it is no text itself",
      '{"a":"{{data.list}} {{seq}} {{data.yes}}"}',
      {
        a: '[{"name":"a"}] 7 true',
      },
    ],
    [
      "nothing in a text when the event has it not",
      '{"a":"<{{data.gone}}{{data.nothing}}{{x.y.z}}>"}',
      { a: "<>" },
    ],
    ["null outside of one when the event has it not", '{"a":{{data.gone}}}', { a: null }],
  ])("%s", (_name, template, expected) => {
    expect(filled(template)).toEqual(expected);
  });

  test("quotes that are escaped do not end a text", () => {
    expect(filled('{"a\\"{{type}}":"\\\\","b":{{seq}}}')).toEqual({ 'a"message.received': "\\", b: 7 });
  });
});

describe("nothing of JavaScript can be reached", () => {
  test.each([
    "constructor",
    "data.constructor.name",
    "__proto__",
    "data.list.length",
    "type.length",
    "toString",
  ])("%s", (path) => {
    expect(filled(`{"a":"{{${path}}}"}`)).toEqual({
      a: path === "data.list.length" ? "1" : "",
    });
  });
});

describe("no body, but a reason", () => {
  test.each([
    ["a mark without its end", '{"a":"{{type"}'],
    ["no name", '{"a":"{{ }}"}'],
    ["something to run", '{"a":"{{#each data}}"}'],
    ["a call", '{"a":"{{alert(1)}}"}'],
    ["no JSON", "Hello {{type}}"],
    ["a name where JSON has a key", "{ {{seq}}: 1 }"],
  ])("%s", (_name, template) => {
    expect(() => fillTemplate(template, view)).toThrow(TemplateError);
  });

  test("too much", () => {
    const of = { data: "x".repeat(500_000) };
    expect(() => fillTemplate(`["{{data}}","{{data}}","{{data}}"]`, of)).toThrow("more than 1 MB");
  });

  test("the reason quotes nothing of the event", () => {
    const fill = () => fillTemplate("{ {{data.message}} }", { data: { message: "a secret" } });
    expect(fill).toThrow("not valid JSON");
    expect(fill).not.toThrow("a secret");
  });
});

test("any template over anything is JSON, or says why not", () => {
  const piece = fc.oneof(
    fc.constantFrom('"', "{", "}", "[", "]", ",", ":", "\\", '{"a":"', '"}', "1", "{{", "}}"),
    fc.constantFrom("{{data}}", '"{{data}}"', "{{data.a}}", '"{{data.a}}"', "{{data.0}}"),
    fc.string({ maxLength: 5 }),
  );
  const template = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 5 }).map((pieces) => JSON.stringify({ a: pieces.join(""), b: "{{data}}" })),
  );
  fc.assert(
    fc.property(template, fc.jsonValue(), (text, data) => {
      try {
        JSON.parse(fillTemplate(text, { data }));
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a template that is JSON itself, with names in its texts alone, is filled by any event", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (data, words) => {
      const template = JSON.stringify({ a: `x{{data}}y`, b: ["{{words}}"], c: { "{{data}}": 1 } });
      expect(filled(template, { data, words })).toMatchObject({ b: [words] });
    }),
  );
});

test("a template as long as one may be takes a bounded time over a large event", () => {
  const of = { data: { a: Array.from({ length: 10_000 }, (_, i) => `entry ${i}`) } };
  const template = `[${Array.from({ length: 700 }, () => "{{data.a}}").join(",")}]`;
  const before = performance.now();
  expect(() => fillTemplate(template, of)).toThrow(TemplateError);
  expect(performance.now() - before).toBeLessThan(1_000);
});
