import { createHash } from "node:crypto";

/**
 * A backup is a row of frames, gzipped: a kind (1 byte), a length (4 bytes), and so many bytes. `head` and `table` hold
 * JSON; `data` a piece of a table as COPY writes it; `end` the SHA-256 of all before it, so that a file that was cut or
 * changed is noticed before anything is kept of it.
 */
const frameKinds = { head: 1, table: 2, data: 3, end: 4 } as const;
export type FrameKind = keyof typeof frameKinds;
export type Frame = { kind: FrameKind; body: Buffer };

const headBytes = 5;
const maxBodyBytes = 64 * 1024 * 1024;

/** What is wrong with a file that is no whole backup. */
export class BackupError extends Error {
  override name = "BackupError";
}

const encode = (kind: FrameKind, body: Buffer): Buffer => {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(frameKinds[kind], 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
};

/** The frames' bytes, with an end behind them. */
export async function* encodeFrames(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  const sum = createHash("sha256");
  for await (const { kind, body } of frames) {
    const bytes = encode(kind, body);
    sum.update(bytes);
    yield bytes;
  }
  yield encode("end", sum.digest());
}

const kindOf = (byte: number): FrameKind => {
  const kind = (Object.keys(frameKinds) as FrameKind[]).find((name) => frameKinds[name] === byte);
  if (kind) return kind;
  throw new BackupError("This file is no backup of Moltdesk.");
};

/** The frames of a backup without its end. @throws BackupError when it is none, was cut, or was changed */
export async function* decodeFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const sum = createHash("sha256");
  let waiting: Buffer = Buffer.alloc(0);
  let isEnded = false;
  for await (const piece of bytes) {
    waiting = waiting.length === 0 ? piece : Buffer.concat([waiting, piece]);
    while (waiting.length >= headBytes) {
      const kind = kindOf(waiting.readUInt8(0));
      const end = headBytes + waiting.readUInt32BE(1);
      if (isEnded || end > headBytes + maxBodyBytes) throw new BackupError("The backup is damaged.");
      if (waiting.length < end) break;
      const body = waiting.subarray(headBytes, end);
      if (kind === "end") isEnded = sum.digest().equals(body);
      if (kind === "end" && !isEnded) throw new BackupError("The backup is damaged: its sum is wrong.");
      if (kind !== "end") {
        sum.update(waiting.subarray(0, end));
        yield { kind, body };
      }
      waiting = waiting.subarray(end);
    }
  }
  if (!isEnded || waiting.length > 0)
    throw new BackupError("The backup is cut off; copy the whole file again.");
}
