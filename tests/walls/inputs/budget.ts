import type { DomainInputs } from "./define.ts";

export const budget: DomainInputs = async () => ({ "budget.status": {} });
