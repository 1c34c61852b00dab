import fc from "fast-check";
import { expect, test } from "vitest";
import { fillIn } from "#server/snippets/schemas.ts";

test("placeholders are filled in wherever they stand; one without a value stays for its reader to see", () => {
  expect(fillIn("Dear {name}, {me} of {number}. {name}!", { name: "Ana", me: "Jo", number: "Desk" })).toBe(
    "Dear Ana, Jo of Desk. Ana!",
  );
  expect(fillIn("Dear {name}", { name: null })).toBe("Dear {name}");
  expect(fillIn("{price} {Name} {{name}}", { name: "Ana" })).toBe("{price} {Name} {Ana}");
});

test("a name is put in as it is, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      expect(fillIn("<{name}>", { name })).toBe(`<${name}>`);
    }),
  );
  expect(fillIn("{name}{me}", { name: "{me}", me: "$&$1" })).toBe("{me}$&$1");
});
