import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { dataDirectory } from "../environment.ts";

const cursorSchema = z.object({ after: z.number().int().min(0) });

/** How far one program has come with one workspace's events; kept in a file, so that it goes on there. */
export type Cursor = { read: () => number | null; save: (after: number) => void };

/** The cursor of what these names stand for. */
export function cursorOf(source: string, forwardUrl: string): Cursor {
  const directory = join(dataDirectory(), "listen");
  const name = createHash("sha256").update(`${source}\n${forwardUrl}`).digest("hex").slice(0, 32);
  const file = join(directory, `${name}.json`);
  return {
    read: () => (existsSync(file) ? cursorSchema.parse(JSON.parse(readFileSync(file, "utf8"))).after : null),
    save: (after) => {
      mkdirSync(directory, { recursive: true });
      // Renamed, so that a power cut leaves the old one or the new one.
      writeFileSync(`${file}.new`, JSON.stringify({ source, forward: forwardUrl, after }));
      renameSync(`${file}.new`, file);
    },
  };
}
