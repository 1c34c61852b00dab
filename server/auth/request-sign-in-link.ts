import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { type MailLocale, sendMail, signInMail } from "#server/mail/index.ts";
import { type AttemptLimit, countAttempt } from "./attempts.ts";
import { emailSchema } from "./email-address.ts";
import { networkOf } from "./network.ts";
import { linkMaxAgeMs, newLink } from "./sign-in-link.ts";

const windowMs = 15 * 60 * 1000;
const perAddress: AttemptLimit = { limit: 5, windowMs };
const perNetwork: AttemptLimit = { limit: 20, windowMs };

/** Who wants to sign in, from where, and what they get to see afterwards. */
export type SignInRequest = {
  email: string;
  /** The address that the request came from. */
  ip: string;
  callbackPath?: string | undefined;
  locale: MailLocale;
};

async function limit(act: string, subject: string, limits: AttemptLimit): Promise<void> {
  const count = await countAttempt(act, subject, limits);
  if (count.allowed) return;
  const minutes = Math.ceil(count.retryAfterMs / 60_000);
  throw new DomainError(
    "limited",
    "auth.too_many_links",
    `Too many sign-in links were asked for. Use the newest mail, or try again in ${minutes} min.`,
    { params: { minutes }, retryAfterMs: count.retryAfterMs },
  );
}

/**
 * Mails a sign-in link. Never asks whether somebody has this address, so it has nothing to give away: the first use of
 * the link makes the account.
 * @returns the address as it was understood
 * @throws DomainError invalid `auth.email_invalid`, limited `auth.too_many_links`, unavailable `mail.*`
 */
export async function requestSignInLink({ email, ip, callbackPath, locale }: SignInRequest): Promise<string> {
  const address = emailSchema.safeParse(email);
  if (!address.success) {
    throw new DomainError(
      "invalid",
      "auth.email_invalid",
      "This is not an e-mail address. Check it for typing mistakes.",
    );
  }
  // The network first: one that is over its limit must not use up other people's.
  await limit("sign-in-link.network", networkOf(ip), perNetwork);
  await limit("sign-in-link.address", address.data, perAddress);
  const { token, callbackUrl } = await newLink(address.data, callbackPath);
  const query = new URLSearchParams({ token, email: address.data, callback: callbackUrl });
  const url = `${env().PUBLIC_URL}/sign-in/link?${query}`;
  await sendMail({
    to: address.data,
    ...signInMail({ url, email: address.data, minutes: linkMaxAgeMs / 60_000, locale }),
  });
  return address.data;
}
