export type { BudgetView } from "./schemas.ts";
