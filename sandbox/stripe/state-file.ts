import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const stateSchema = z.object({
  version: z.literal(1),
  /** How far the virtual clock was ahead of the wall clock. */
  aheadSeconds: z.number(),
  state: z.record(z.string(), z.array(z.unknown())),
});
export type SavedState = z.infer<typeof stateSchema>;

const saveDelayMs = 300;

/** @throws Error that says how to go on, when the file is there but cannot be used */
export function readState(path: string): SavedState | null {
  if (!existsSync(path)) return null;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new Error(
      `The Stripe stand-in cannot read its saved state in ${path}. Delete the file to start afresh.`,
      {
        cause,
      },
    );
  }
}

export type StateFile = {
  /** Saves soon; many changes in a row become one write. */
  schedule(): void;
  /** Saves now if something is waiting. */
  flush(): void;
};

/** Writes a file beside the target and renames it, so that a crash leaves the old or the new state, never half. */
export function createStateFile(path: string, read: () => Omit<SavedState, "version">): StateFile {
  let timer: NodeJS.Timeout | null = null;

  function write(): void {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify({ version: 1, ...read() }), { mode: 0o600 });
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
