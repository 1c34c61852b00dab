import { expect, test } from "vitest";
import { createContext } from "#server/api/context.ts";
import { appRouter } from "#server/api/root.ts";
import { createCallerFactory } from "#server/api/trpc.ts";

const ours = "https://desk.example.com";

const isOurs = async (headers: Record<string, string>) =>
  (await createContext(new Headers(headers), `${ours}/`)).sameOrigin;

test.each([
  ["a program, which names no page", {}, true],
  ["our page", { origin: ours, "sec-fetch-site": "same-origin" }, true],
  ["an address that a person typed", { "sec-fetch-site": "none" }, true],
  ["another site", { origin: "https://evil.example" }, false],
  ["another site that hides its name", { origin: "null" }, false],
  ["a neighbour of our domain", { origin: "https://blog.example.com", "sec-fetch-site": "same-site" }, false],
  ["another site's form, without an origin", { "sec-fetch-site": "cross-site" }, false],
  ["our name on another port", { origin: "https://desk.example.com:8443" }, false],
  ["our name without encryption", { origin: "http://desk.example.com" }, false],
])("a change asked for by %s", async (_, headers, allowed) => expect(await isOurs(headers)).toBe(allowed));

test("a foreign page changes nothing, whatever it asks for", async () => {
  const context = await createContext(new Headers({ origin: "https://evil.example" }), ours);
  const api = createCallerFactory(appRouter)(context);
  await expect(api.workspaces.create({ name: "Evil", slug: "evil-shop" })).rejects.toMatchObject({
    code: "FORBIDDEN",
    cause: { reason: "origin.foreign" },
  });
});
