import { z } from "zod";
import { readStateFile } from "../shared/state-file.ts";
import { snapshotSchema } from "./store.ts";

const stateSchema = z.object({ version: z.literal(1), randomPosition: z.number(), state: snapshotSchema });
export type SavedState = z.infer<typeof stateSchema>;

/** @throws as `readStateFile` */
export const readState = (path: string): SavedState | null => readStateFile(path, stateSchema);
