import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { env } from "#server/core/env.ts";

/** Services that people may sign in with beside the mailed link. */
export type OAuthProvider = "google" | "github";

const googleProfile = z.object({
  sub: z.string(),
  name: z.string().optional(),
  email: z.string(),
  email_verified: z.boolean(),
  picture: z.string().optional(),
});

const githubProfile = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string().nullable(),
  avatar_url: z.string().optional(),
});

const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** The address is empty when the service has not verified it; `authOptions` refuses to sign such a person in. */
const person = (id: string, name: string, email: string | undefined, image: string | undefined) => ({
  id,
  name,
  email: email ?? "",
  image: image ?? null,
});

const google = (clientId: string, clientSecret: string): OAuthConfig<unknown> => ({
  id: "google",
  name: "Google",
  type: "oauth",
  wellKnown: "https://accounts.google.com/.well-known/openid-configuration",
  authorization: { params: { scope: "openid email profile" } },
  idToken: true,
  checks: ["pkce", "state", "nonce"],
  clientId,
  clientSecret,
  profile(raw) {
    const profile = googleProfile.parse(raw);
    const email = profile.email_verified ? profile.email : undefined;
    return person(profile.sub, profile.name ?? profile.email, email, profile.picture);
  },
});

/** GitHub's profile shows an address of the person's choice; which one is verified only its own endpoint tells. */
async function verifiedGithubEmail(accessToken: string | undefined): Promise<string | undefined> {
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/vnd.github+json" },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to the question for addresses.`);
  const emails = githubEmails.parse(await response.json());
  return emails.find(({ primary, verified }) => primary && verified)?.email;
}

const github = (clientId: string, clientSecret: string): OAuthConfig<unknown> => ({
  id: "github",
  name: "GitHub",
  type: "oauth",
  issuer: "https://github.com/login/oauth",
  authorization: {
    url: "https://github.com/login/oauth/authorize",
    params: { scope: "read:user user:email" },
  },
  token: "https://github.com/login/oauth/access_token",
  userinfo: "https://api.github.com/user",
  checks: ["pkce", "state"],
  clientId,
  clientSecret,
  async profile(raw, { access_token }) {
    const profile = githubProfile.parse(raw);
    const email = await verifiedGithubEmail(access_token);
    return person(String(profile.id), profile.name ?? profile.login, email, profile.avatar_url);
  },
});

/** The configured services, as next-auth wants them. One without its secret counts as not configured. */
export function oauthProviders(): OAuthConfig<unknown>[] {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = env();
  return [
    ...(GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET ? [google(GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET)] : []),
    ...(GITHUB_CLIENT_ID && GITHUB_CLIENT_SECRET ? [github(GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET)] : []),
  ];
}

/** Which buttons the sign-in page has. */
export function configuredProviders(): { id: string; name: string }[] {
  return oauthProviders().map(({ id, name }) => ({ id, name }));
}
