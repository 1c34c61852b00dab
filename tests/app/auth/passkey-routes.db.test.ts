import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { POST as askOptions } from "#app/api/auth-passkey/options/route.ts";
import { POST as signIn } from "#app/api/auth-passkey/sign-in/route.ts";
import { systemDb } from "#db/client.ts";
import { addPasskey, newPasskeyOptions } from "#server/account/add-passkey.ts";
import { startFullSession, viewerFromCookies } from "#server/auth/index.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { makeAuthenticator } from "../../server/account/authenticator.ts";
import { freshIp, signedIn } from "../../server/account/fixtures.ts";

const own = { origin: "http://localhost:3000" };

/** As a browser sends it: with its length. */
function request(body: unknown, headers: Record<string, string> = {}) {
  const text = JSON.stringify(body);
  return new NextRequest("http://localhost:3000/api/auth-passkey/x", {
    method: "POST",
    body: text,
    headers: {
      ...{ "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) },
      ...{ [clientIpHeader]: freshIp(), ...headers },
    },
  });
}

const cookiesOf = (response: Response) =>
  new Map(
    response.headers.getSetCookie().map((line) => {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = pair.split("=");
      return [name, { value, attributes }] as const;
    }),
  );

const optionsShape = z.object({ challenge: z.string() });

async function ask() {
  const response = await askOptions(request({}, own));
  const { challenge } = optionsShape.parse(await response.json());
  const browserId = cookiesOf(response).get("moltdesk.passkey")?.value ?? "";
  return { challenge, cookie: `moltdesk.passkey=${browserId}` };
}

async function withPasskey() {
  const signed = await signedIn();
  const authenticator = makeAuthenticator();
  const { challenge } = await newPasskeyOptions(signed.person, signed.user);
  await addPasskey(signed.person, { name: "Phone", response: authenticator.register(challenge) });
  return { ...signed, authenticator };
}

describe("signing in with a passkey over HTTP", () => {
  test("sets a session and a device, which no script can read, and ends the session before", async () => {
    const { user, authenticator } = await withPasskey();
    const before = await startFullSession(systemDb(), user.id);
    const { challenge, cookie } = await ask();
    const headers = { ...own, cookie: `${cookie}; moltdesk.session=${before}` };
    const response = await signIn(request(authenticator.sign(challenge), headers));
    expect(response.status).toBe(204);
    const cookies = cookiesOf(response);
    for (const name of ["moltdesk.session", "moltdesk.device"]) {
      expect(cookies.get(name)?.attributes).toEqual(
        expect.arrayContaining(["Path=/", "HttpOnly", "SameSite=Lax"]),
      );
    }
    const session = cookies.get("moltdesk.session")?.value;
    expect((await viewerFromCookies(`moltdesk.session=${session}`))?.id).toBe(user.id);
    expect(await viewerFromCookies(`moltdesk.session=${before}`)).toBeNull();
  });

  test("gives a stranger's passkey, a replay, and nonsense the same refusal, and no cookie", async () => {
    const { authenticator } = await withPasskey();
    const { challenge, cookie } = await ask();
    const good = authenticator.sign(challenge);
    expect((await signIn(request(good, { ...own, cookie }))).status).toBe(204);
    const other = await ask();
    const tries = [
      request(makeAuthenticator().sign(other.challenge), { ...own, cookie: other.cookie }),
      request(good, { ...own, cookie }),
      request({}, { ...own, cookie }),
      request("text", own),
      request(null, own),
    ];
    for (const attempt of tries) {
      const response = await signIn(attempt);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ reason: "auth.passkey_unknown", params: {} });
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  test.each([
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3001" },
  ])("refuses what comes from elsewhere: %j", async (headers) => {
    for (const route of [askOptions, signIn]) {
      const response = await route(request({}, headers as Record<string, string>));
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  test("reads no long body, and none whose length nobody says", async () => {
    for (const length of ["65537", "abc", "-"]) {
      const response = await signIn(request({}, { ...own, "content-length": length }));
      expect(response.status).toBe(413);
    }
  });

  test("is limited by network, by the address that our server saw", async () => {
    const headers = { ...own, [clientIpHeader]: freshIp(), "x-forwarded-for": "192.0.2.1" };
    const answers = await Promise.all(Array.from({ length: 65 }, () => signIn(request({}, headers))));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
  });
});
