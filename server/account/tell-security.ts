import type { Queryable } from "#db/client.ts";
import { enqueue } from "#server/jobs/index.ts";
import { mailSecurityNews } from "./jobs.ts";
import type { SecurityNews } from "./news.ts";

/**
 * Mails a person news of their account's security, once the caller's transaction commits. A tenant transaction may do it
 * too. There is no setting that turns it off.
 */
export async function tellSecurity(tx: Queryable, userId: string, news: SecurityNews): Promise<void> {
  await enqueue(tx, mailSecurityNews, { userId, at: new Date().toISOString(), news });
}
