import type { DomainInputs } from "./define.ts";

export const audit: DomainInputs = async () => ({
  "audit.list": { outcome: "done" },
  "audit.filters": {},
  "audit.verify": {},
});
