import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

type Seen = { request: Record<string, string>; response: IncomingHttpHeaders };

/** What Next would see of a request, and what the browser sees of its answer, under these settings. */
async function pass(
  settings: Record<string, string>,
  headers: Record<string, string> = {},
  path = "/",
): Promise<Seen> {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.resetModules();
  const { secure } = await import("#server/http/security.ts");
  const echo = createServer((request, response) => {
    secure(request, response);
    response.end(JSON.stringify(request.headers));
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const address = echo.address();
  const port = typeof address === "object" ? address?.port : undefined;
  try {
    const sent = httpRequest({ host: "127.0.0.1", port, path, headers, agent: false }).end();
    const [response]: IncomingMessage[] = await once(sent, "response");
    if (!response) throw new Error("No answer.");
    return { request: JSON.parse(await text(response)), response: response.headers };
  } finally {
    echo.close();
  }
}

/** The sources of each directive. */
const policyOf = ({ response }: Seen): Record<string, string[]> =>
  Object.fromEntries(
    String(response["content-security-policy"])
      .split("; ")
      .map((directive) => directive.split(" "))
      .map(([name = "", ...sources]) => [name, sources]),
  );
const noncesOf = (seen: Seen) =>
  policyOf(seen)["script-src"]?.filter((source) => source.startsWith("'nonce-")) ?? [];

describe("the content security policy", () => {
  test.each(["/w/clinic/picture?v=1", "/w/clinic/picture"])("lets nothing run in %s", async (path) => {
    const seen = await pass({ NODE_ENV: "production" }, {}, path);
    expect(seen.response["content-security-policy"]).toBe("default-src 'none'; sandbox");
  });

  test.each(["/w/clinic/pictures", "/w/picture", "/w/clinic/picture/x", "/?/w/clinic/picture"])(
    "takes %s for no picture",
    async (path) => {
      const policy = policyOf(await pass({ NODE_ENV: "production" }, {}, path));
      expect(policy["script-src"]).toContain("'self'");
    },
  );

  test("in production only scripts with this answer's nonce run, and nothing is evaluated", async () => {
    const seen = await pass({ NODE_ENV: "production" });
    const policy = policyOf(seen);
    expect(policy["script-src"]).toEqual([
      "'self'",
      `'nonce-${seen.request["x-nonce"]}'`,
      "'strict-dynamic'",
    ]);
    expect(Object.values(policy).join(" ")).not.toContain("'unsafe-inline'");
    expect(policy).toMatchObject({
      "object-src": ["'none'"],
      "base-uri": ["'none'"],
      "frame-ancestors": ["'none'"],
      "default-src": ["'self'"],
    });
  });

  test("development evaluates for hot reloading, but inline scripts need the nonce there too", async () => {
    const policy = policyOf(await pass({ NODE_ENV: "development" }));
    expect(policy["script-src"]).toContain("'unsafe-eval'");
    expect(policy["script-src"]).not.toContain("'unsafe-inline'");
  });

  test("each answer has a nonce of its own, of 128 bits", async () => {
    const [first] = noncesOf(await pass({}));
    const [second] = noncesOf(await pass({}));
    expect(first).not.toBe(second);
    expect(Buffer.from(first?.slice(7, -1) ?? "", "base64")).toHaveLength(16);
  });

  test("Next reads the same policy as the browser", async () => {
    const { request, response } = await pass({}, { "content-security-policy": "script-src *" });
    expect(request["content-security-policy"]).toBe(response["content-security-policy"]);
  });

  test("a sign-in form may lead to the providers that are set up, and to no other", async () => {
    const github = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" };
    expect(policyOf(await pass(github))["form-action"]).toEqual(["'self'", "https://github.com"]);
  });
});

test("what a client claims of nonce, request id and address is replaced", async () => {
  const claimed = { "x-nonce": "mine", "x-request-id": "mine", "x-moltdesk-ip": "6.6.6.6" };
  const { request, response } = await pass({}, { ...claimed, "x-forwarded-for": "6.6.6.6" });
  expect(request["x-nonce"]).not.toContain("mine");
  expect(request["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(response["x-request-id"]).toBe(request["x-request-id"]);
  expect(request["x-moltdesk-ip"]).toBe("127.0.0.1");
});

test.each([
  ["0", "9.9.9.9, 1.2.3.4", "127.0.0.1"],
  ["1", "9.9.9.9, 1.2.3.4", "1.2.3.4"],
  ["2", "9.9.9.9, 5.6.7.8, 1.2.3.4", "5.6.7.8"],
  ["2", "1.2.3.4", "127.0.0.1"],
  ["1", "", "127.0.0.1"],
])("behind %s trusted proxies, X-Forwarded-For “%s” means %s", async (proxies, forwarded, expected) => {
  const { request } = await pass({ TRUSTED_PROXIES: proxies }, { "x-forwarded-for": forwarded });
  expect(request["x-moltdesk-ip"]).toBe(expected);
});

test("every answer forbids sniffing and foreign openers; https sites also forbid plain http", async () => {
  const plain = await pass({ PUBLIC_URL: "http://localhost:3000" });
  expect(plain.response).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  });
  expect(plain.response["strict-transport-security"]).toBeUndefined();
  const secured = await pass({ PUBLIC_URL: "https://desk.example.com" });
  expect(secured.response["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
});
