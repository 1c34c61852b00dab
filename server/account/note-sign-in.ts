import { and, eq } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { authSessions, knownDevices, users } from "#db/schema/index.ts";
import { ownCookieName, rangeOf, storedSessionToken } from "#server/auth/index.ts";
import { digest, newToken } from "#server/core/ids.ts";
import { deviceName } from "./device-name.ts";
import { recordAccount } from "./record-account.ts";
import { tellSecurity } from "./tell-security.ts";

/** A browser that signs in. `device` is the cookie by which we know it again, if it has one. */
export type Browser = {
  userAgent: string | null;
  ip: string | null;
  device: string | null;
  locale: string;
};

export const deviceCookieName = () => ownCookieName("device");
export const deviceMaxAgeSeconds = 400 * 24 * 60 * 60;

const longestUserAgent = 400;

/** As `newToken` writes them; what else a browser shows is not set again as a cookie. */
const ourToken = /^[\w-]{43}$/;

/** Whether this person has signed in with this browser before; remembers that they have. */
async function isKnown(tx: Transaction, userId: string, device: string): Promise<boolean> {
  const now = new Date();
  const deviceHash = digest(device);
  const seen = await tx
    .update(knownDevices)
    .set({ lastSeenAt: now })
    .where(and(eq(knownDevices.userId, userId), eq(knownDevices.deviceHash, deviceHash)))
    .returning({ userId: knownDevices.userId });
  if (seen.length > 0) return true;
  const others = await tx.$count(knownDevices, eq(knownDevices.userId, userId));
  await tx.insert(knownDevices).values({ userId, deviceHash, lastSeenAt: now }).onConflictDoNothing();
  // The first device of an account is the one that made it.
  return others === 0;
}

/**
 * Notes which browser a new session belongs to and from where; one that the person has not used before is news to them.
 * @returns the cookie by which to know the browser again
 */
export function noteSignIn(sessionCookie: string, browser: Browser): Promise<string> {
  const device = browser.device && ourToken.test(browser.device) ? browser.device : newToken();
  const userAgent = browser.userAgent?.slice(0, longestUserAgent) ?? null;
  const network = rangeOf(browser.ip ?? "");
  return systemDb().transaction(async (tx) => {
    const [session] = await tx
      .update(authSessions)
      .set({ userAgent, network, lastSeenAt: new Date() })
      .where(eq(authSessions.sessionToken, storedSessionToken(sessionCookie)))
      .returning({ userId: authSessions.userId });
    if (!session) return device;
    const { userId } = session;
    await tx.update(users).set({ locale: browser.locale }).where(eq(users.id, userId));
    if (!(await isKnown(tx, userId, device))) {
      await tellSecurity(tx, userId, { kind: "new_device", device: deviceName(userAgent), network });
      await recordAccount(tx, { id: userId, ip: browser.ip }, "account.new_device");
    }
    return device;
  });
}
