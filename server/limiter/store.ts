import type { StoredMinute } from "#db/schema/index.ts";

/** A workspace's minute as it was read; `version` is null, and `minute` empty, where there is none. */
export type Held = {
  minute: StoredMinute;
  version: string | null;
  /** The store's clock, in epoch milliseconds. No other clock decides. */
  nowMs: number;
};

/** Where the minutes of all workspaces stand, for all processes. */
export type MinuteStore = {
  /** Another one whenever it may have forgotten what was taken. */
  name(): string;
  isReady(): boolean;
  read(workspaceId: string): Promise<Held>;
  /**
   * Puts a minute in the place of the one that was read.
   * @returns null when that is done; what stands there when somebody else was faster, and then nothing was done
   */
  replace(workspaceId: string, held: Held, minute: StoredMinute): Promise<Held | null>;
};
