import { maxPictureSide } from "./schemas.ts";

export type PictureKind = "image/png" | "image/jpeg" | "image/webp";
type Size = { width: number; height: number };
/** Where a format's bytes say that it is this one, how large the picture is, and that nothing else hangs on to it. */
type Format = { contentType: PictureKind; measure: (bytes: Buffer) => Size | null };

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Chunks of `length (4) | type (4) | data | checksum (4)`, from IHDR to IEND. */
function measurePng(bytes: Buffer): Size | null {
  if (!bytes.subarray(0, 8).equals(pngSignature) || bytes.length < 45) return null;
  if (bytes.toString("latin1", 12, 16) !== "IHDR") return null;
  let at = pngSignature.length;
  while (at + 12 <= bytes.length) {
    const type = bytes.toString("latin1", at + 4, at + 8);
    at += bytes.readUInt32BE(at) + 12;
    if (type !== "IEND") continue;
    return at === bytes.length ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : null;
  }
  return null;
}

/** Start-of-frame markers, which carry the size; C4, C8 and CC in their midst are something else. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Segments of `FF | marker | length (2) | data` up to the frame's, and the end marker as the last bytes. */
function measureJpeg(bytes: Buffer): Size | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  if (bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    if (isFrame(bytes[at + 1] ?? 0))
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** `RIFF | size (4) | WEBP`, then one of three kinds of first chunk, each with the size in a form of its own. */
function measureWebp(bytes: Buffer): Size | null {
  if (bytes.length < 30 || bytes.toString("latin1", 0, 4) !== "RIFF") return null;
  if (bytes.toString("latin1", 8, 12) !== "WEBP" || bytes.readUInt32LE(4) + 8 !== bytes.length) return null;
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      if (bytes.readUIntBE(23, 3) !== 0x9d012a) return null;
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case "VP8L": {
      if (bytes[20] !== 0x2f) return null;
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}

const formats: Format[] = [
  { contentType: "image/png", measure: measurePng },
  { contentType: "image/jpeg", measure: measureJpeg },
  { contentType: "image/webp", measure: measureWebp },
];

const isSmall = ({ width, height }: Size) =>
  width > 0 && height > 0 && width <= maxPictureSide && height <= maxPictureSide;

/**
 * What a picture is by its bytes, whatever it is called; null for anything but one whole PNG, JPEG or WebP of at most
 * 2,048 pixels a side. SVG, which can hold scripts, is never one.
 */
export function pictureKindOf(bytes: Buffer): PictureKind | null {
  for (const { contentType, measure } of formats) {
    const size = measure(bytes);
    if (size) return isSmall(size) ? contentType : null;
  }
  return null;
}
