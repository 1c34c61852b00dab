import { createHash } from "node:crypto";
import { lt } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { verificationTokens } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { newToken } from "#server/core/ids.ts";
import { emailSchema } from "./email-address.ts";
import { ownPath } from "./own-path.ts";

export const linkMaxAgeMs = 30 * 60 * 1000;

/** As next-auth computes it when the link comes back. */
const storedToken = (token: string) =>
  createHash("sha256").update(`${token}${env().AUTH_SECRET}`).digest("hex");

/** What a sign-in link carries. `callbackUrl` is a path of ours; next-auth gives it that name. */
export type LinkParams = { token: string; email: string; callbackUrl: string };

/** Makes a token that signs in whoever shows it, once, within `linkMaxAgeMs`. Only its hash is kept. */
export async function newLink(email: string, callbackPath: string | undefined): Promise<LinkParams> {
  const now = Date.now();
  const token = newToken();
  await systemDb()
    .delete(verificationTokens)
    .where(lt(verificationTokens.expires, new Date(now)));
  await systemDb()
    .insert(verificationTokens)
    .values({ identifier: email, token: storedToken(token), expires: new Date(now + linkMaxAgeMs) });
  return { token, email, callbackUrl: ownPath(callbackPath) };
}

/** Path of next-auth's end of the link: whoever requests it is signed in, and the link is used up. */
export const callbackPathOf = (link: LinkParams) => `/api/auth/callback/email?${new URLSearchParams(link)}`;

/**
 * A link that signs in at once, for operators and the development launcher. Not for mail: a scanner that follows links
 * would use it up.
 * @throws ZodError when `email` is no address
 */
export async function makeSignInLink(email: string, { callbackPath }: { callbackPath?: string } = {}) {
  const link = await newLink(emailSchema.parse(email), callbackPath);
  return `${env().PUBLIC_URL}${callbackPathOf(link)}`;
}
