import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSignature } from "#server/inbox/signature.ts";

const sign = (secret: string, body: Uint8Array) => createHmac("sha256", secret).update(body).digest("hex");
const secret = fc.string({ minLength: 1 });
const body = fc.uint8Array({ maxLength: 300 });

test("a body signed with any of the good secrets is good, with or without the prefix, in either case", () => {
  fc.assert(
    fc.property(secret, secret, body, fc.boolean(), (current, previous, bytes, second) => {
      const hex = sign(second ? previous : current, bytes);
      for (const header of [hex, `sha256=${hex}`, hex.toUpperCase()]) {
        expect(checkSignature(header, bytes, [current, previous])).toBe("good");
      }
    }),
  );
});

test("one changed byte of the body makes the signature wrong", () => {
  fc.assert(
    fc.property(secret, fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (key, bytes, position) => {
      const header = sign(key, bytes);
      const changed = Uint8Array.from(bytes);
      const at = position % bytes.length;
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(checkSignature(header, changed, [key])).toBe("wrong");
    }),
  );
});

test("no header is missing, and a header in any other form is wrong, never an error", () => {
  expect(checkSignature(undefined, Buffer.from("x"), ["secret"])).toBe("missing");
  fc.assert(
    fc.property(fc.string(), (header) => {
      expect(checkSignature(header, Buffer.from("x"), ["secret"])).toBe("wrong");
    }),
  );
});

test("an inbox without a good secret accepts no signature", () => {
  expect(checkSignature("00".repeat(32), Buffer.from("x"), [])).toBe("wrong");
});
