import type { DomainInputs } from "./define.ts";

export const walls: DomainInputs = async () => ({
  "walls.runLeakTest": {},
  "walls.lastReport": {},
});
