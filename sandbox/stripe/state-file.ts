import { z } from "zod";
import { readStateFile } from "../shared/state-file.ts";

const stateSchema = z.object({
  version: z.literal(1),
  /** How far the virtual clock was ahead of the wall clock. */
  aheadSeconds: z.number(),
  state: z.record(z.string(), z.array(z.unknown())),
});
export type SavedState = z.infer<typeof stateSchema>;

/** @throws as `readStateFile` */
export const readState = (path: string): SavedState | null => readStateFile(path, stateSchema);
