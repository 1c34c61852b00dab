import { type AttemptLimit, countAttempt } from "./attempts.ts";
import { networkOf } from "./network.ts";

/** An office signs in together on Monday morning; somebody who guesses links needs far more than this. */
const perNetwork: AttemptLimit = { limit: 100, windowMs: 15 * 60_000 };

/** Counts one use of a sign-in link or service from this address, and says whether it may go on. */
export async function maySignInFrom(ip: string | null): Promise<boolean> {
  const count = await countAttempt("sign-in.network", networkOf(ip ?? "unknown"), perNetwork);
  return count.allowed;
}
