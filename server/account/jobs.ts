import { eq } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { defineJob } from "#server/jobs/index.ts";
import { mailLocaleOf, securityMail, sendMail } from "#server/mail/index.ts";
import { securityNewsSchema } from "./news.ts";

/** Mails a person what happened to their account. Somebody who is gone by then hears nothing. */
export const mailSecurityNews = defineJob({
  name: "mail-security-news",
  payload: z.object({ userId: z.string(), at: z.iso.datetime(), news: securityNewsSchema }),
  async run({ userId, at, news: { kind, ...facts } }) {
    const [user] = await systemDb()
      .select({ email: users.email, locale: users.locale })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) return;
    const named = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
    const mail = securityMail({
      kind,
      facts: named,
      at: new Date(at),
      locale: mailLocaleOf(user.locale),
    });
    await sendMail({ to: user.email, ...mail });
  },
});
