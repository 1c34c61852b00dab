import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";

const saveDelayMs = 300;

/** @throws Error that says how to go on, when the file is there but cannot be used */
export function readStateFile<State>(path: string, schema: z.ZodType<State>): State | null {
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new Error(`The saved state in ${path} cannot be read. Delete the file to start afresh.`, { cause });
  }
}

export type StateFile = {
  /** Saves soon; many changes in a row become one write. */
  schedule(): void;
  /** Saves now if something is waiting. */
  flush(): void;
};

/** Writes a file beside the target and renames it, so that a crash leaves the old or the new state, never half. */
export function createStateFile(path: string, read: () => object): StateFile {
  let timer: NodeJS.Timeout | null = null;

  function write(): void {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify(read()), { mode: 0o600 });
    renameSync(draft, path);
  }
  function flush(): void {
    if (!timer) return;
    clearTimeout(timer);
    timer = null;
    write();
  }
  return {
    schedule: () => {
      timer ??= setTimeout(flush, saveDelayMs);
    },
    flush,
  };
}
