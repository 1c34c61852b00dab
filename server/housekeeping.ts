import { lt, sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { authSessions, eventFingerprints, verificationTokens } from "#db/schema/index.ts";
import { forgetOldChallenges } from "#server/account/index.ts";
import { forgetEndedLogins } from "#server/connections/index.ts";
import { log } from "#server/core/log.ts";
import { forgetOldHours } from "#server/deliveries/forget-old-hours.ts";
import { defineJob } from "#server/jobs/index.ts";
import { forgetQuietTurns } from "#server/moltflow/index.ts";
import { sweepDeletedNotes, sweepPresence } from "#server/teamwork/index.ts";
import { forgetOldReads } from "#server/upstream/index.ts";
import { sweepCanaries } from "#server/walls/index.ts";

/** A copy of an event is recognised this long. */
const fingerprintsMs = 24 * 60 * 60 * 1000;

/** Every hour: forgets what has run out. Cron hands it a payload of its own, which it doesn't need. */
export const housekeeping = defineJob({
  name: "housekeeping",
  payload: z.unknown(),
  async run() {
    const now = new Date();
    const db = systemDb();
    const old = sql`now() - ${fingerprintsMs} * interval '1 ms'`;
    const fingerprints = await db.delete(eventFingerprints).where(lt(eventFingerprints.firstAt, old));
    const sessions = await db.delete(authSessions).where(lt(authSessions.expires, now));
    const links = await db.delete(verificationTokens).where(lt(verificationTokens.expires, now));
    const canaries = await sweepCanaries(now);
    const reads = await forgetOldReads(now);
    const logins = await forgetEndedLogins(now);
    const turns = await forgetQuietTurns(now);
    const challenges = await forgetOldChallenges(now);
    const notes = await sweepDeletedNotes(now);
    const presence = await sweepPresence(now);
    const hours = await forgetOldHours();
    log().info(
      {
        fingerprints: fingerprints.count,
        sessions: sessions.count,
        links: links.count,
        challenges,
        reads,
        logins,
        turns,
        canaries,
        notes,
        presence,
        hours,
      },
      "housekeeping done",
    );
  },
});
