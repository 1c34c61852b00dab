import { afterEach, describe, expect, test, vi } from "vitest";
import { configuredProviders } from "#server/auth/index.ts";
import type { Env } from "#server/core/env.ts";

const settings = vi.hoisted((): { current: Partial<Env> } => ({ current: {} }));

vi.mock("#server/core/env.ts", async (original) => {
  const real = await original<typeof import("#server/core/env.ts")>();
  return { ...real, env: () => ({ ...real.env(), ...settings.current }) };
});

afterEach(() => {
  settings.current = {};
  vi.unstubAllGlobals();
});

const both = {
  GOOGLE_CLIENT_ID: "google-id",
  GOOGLE_CLIENT_SECRET: "google-secret",
  GITHUB_CLIENT_ID: "github-id",
  GITHUB_CLIENT_SECRET: "github-secret",
};

async function options() {
  const { authOptions } = await import("#server/auth/index.ts");
  return authOptions();
}

async function profileOf(id: string, raw: object) {
  const { oauthProviders } = await import("#server/auth/providers.ts");
  const provider = oauthProviders().find((candidate) => candidate.id === id);
  return provider?.profile(raw, { access_token: "token" } as never);
}

describe("sign-in with another service", () => {
  test("is offered only when both its settings are there", () => {
    expect(configuredProviders()).toEqual([]);
    settings.current = { GOOGLE_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" };
    expect(configuredProviders()).toEqual([]);
    settings.current = both;
    expect(configuredProviders()).toEqual([
      { id: "google", name: "Google" },
      { id: "github", name: "GitHub" },
    ]);
  });

  test("relies on no address that the service has not verified", async () => {
    settings.current = both;
    const google = { sub: "1", email: "victim@example.com", email_verified: false };
    expect((await profileOf("google", google))?.email).toBe("");
    const emails = [{ email: "victim@example.com", primary: true, verified: false }];
    vi.stubGlobal("fetch", async () => Response.json(emails));
    const github = { id: 1, login: "mallory", name: null };
    expect((await profileOf("github", github))?.email).toBe("");

    const signIn = (await options()).callbacks?.signIn;
    const user = { id: "1", email: "" };
    expect(await signIn?.({ user, account: null })).toContain("/sign-in/error?error=EmailNotVerified");
    expect(await signIn?.({ user: { id: "1", email: "anna@example.com" }, account: null })).toBe(true);
  });

  test("takes GitHub's primary verified address, not the one on show", async () => {
    settings.current = both;
    const emails = [
      { email: "old@example.com", primary: false, verified: true },
      { email: "anna@example.com", primary: true, verified: true },
    ];
    vi.stubGlobal("fetch", async () => Response.json(emails));
    const profile = { id: 7, login: "anna", name: "Anna", email: "shown@example.com" };
    expect(await profileOf("github", profile)).toMatchObject({
      id: "7",
      name: "Anna",
      email: "anna@example.com",
    });
  });
});

test("cookies are out of scripts' reach, for this host only on https, and not sent along by other sites' forms", async () => {
  settings.current = { PUBLIC_URL: "https://desk.example.com" };
  const { cookies = {} } = await options();
  for (const cookie of Object.values(cookies)) {
    expect(cookie.name).toMatch(/^__Host-moltdesk\./);
    expect(cookie.options).toMatchObject({ httpOnly: true, secure: true, sameSite: "lax", path: "/" });
    expect(cookie.options.domain).toBeUndefined();
  }
  expect(cookies.sessionToken?.name).toBe("__Host-moltdesk.session");
});
