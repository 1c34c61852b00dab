import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pictureKindOf } from "#server/workspaces/picture-kind.ts";
import { jpeg, png, webp, webpLossless } from "./pictures.ts";

test.each([
  ["image/png", png(256, 256)],
  ["image/png", png(2048, 1)],
  ["image/jpeg", jpeg(640, 480)],
  ["image/webp", webp(512, 512)],
  ["image/webp", webpLossless(2048, 2048)],
])("knows a %s by its bytes", (contentType, bytes) => {
  expect(pictureKindOf(bytes)).toBe(contentType);
});

const script = Buffer.from("<script>alert(1)</script>");
const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(60)]);
const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 1);

test.each([
  ["nothing", Buffer.alloc(0)],
  ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ["an SVG behind a mark of byte order", Buffer.from("\ufeff<?xml version='1.0'?><svg/>")],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["a GIF", gif],
  ["a script that begins like a PNG", Buffer.concat([png(1, 1).subarray(0, 8), script])],
  ["a PNG with a page behind its end", Buffer.concat([png(8, 8), script])],
  ["a JPEG with a page behind its end", Buffer.concat([jpeg(8, 8), script])],
  ["a WebP with a page behind its end", Buffer.concat([webp(8, 8), script])],
  ["a PNG that is cut", cut(png(8, 8))],
  ["a JPEG that is cut", cut(jpeg(8, 8))],
  ["a WebP that is cut", cut(webp(8, 8))],
  ["a PNG that is too wide", png(2049, 8)],
  ["a JPEG that is too high", jpeg(8, 2049)],
  ["a WebP that is too large", webpLossless(2049, 2049)],
  ["a PNG without an extent", png(0, 8)],
  ["a bomb", png(0xffffffff, 0xffffffff)],
  ["compressed zeros", deflateSync(Buffer.alloc(100_000))],
])("takes %s for no picture", (_, bytes) => {
  expect(pictureKindOf(bytes)).toBeNull();
});

test("never throws, whatever the bytes are, also behind a good beginning", () => {
  const heads = [png(8, 8), jpeg(8, 8), webp(8, 8), webpLossless(8, 8)];
  const bytes = fc.tuple(fc.constantFrom(...heads), fc.nat({ max: 64 }), fc.uint8Array({ maxLength: 200 }));
  fc.assert(
    fc.property(bytes, ([head, kept, tail]) => {
      const kind = pictureKindOf(Buffer.concat([head.subarray(0, kept), tail]));
      expect([null, "image/png", "image/jpeg", "image/webp"]).toContain(kind);
    }),
  );
});
