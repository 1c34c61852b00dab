import { sql } from "drizzle-orm";
import type postgres from "postgres";

const setting = "set_config('enable_seqscan', 'off', true)";

/**
 * To be selected first in a transaction whose statements all go by keys. Their plans are kept, and one that was made
 * while a table was small would go on reading all of it when it has grown: a claim of deliveries was measured to take
 * four times as long.
 */
export const keyedPlans = sql.raw(setting);

/** `keyedPlans` for hand-written SQL. */
export const keyedPlansIn = (own: postgres.TransactionSql) => own.unsafe(setting);
