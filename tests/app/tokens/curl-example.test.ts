import { expect, test } from "vitest";
import { z } from "zod";
import { curlExample, followExample } from "#app/w/[workspace]/settings/tokens/_components/curl-example.ts";
import { appRouter } from "#server/api/root.ts";
import { tokenScopes } from "#server/members/roles.ts";

const procedureShape = z.custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value);
const metaShape = z.object({
  type: z.string(),
  meta: z.object({ permission: z.string(), confirmed: z.boolean() }),
});
const metaOf = (path: string) => {
  const procedures: Record<string, unknown> = { ...appRouter._def.procedures };
  return metaShape.parse(procedureShape.parse(procedures[path])._def);
};

test.each(tokenScopes)("the example for a token with only %s is a call that it may make", (scope) => {
  const example = curlExample("https://desk.example.com", "clinic", [scope]);
  const path = /\/api\/trpc\/([\w.]+)/.exec(example)?.[1] ?? "";
  const { type, meta } = metaOf(path);
  expect(meta).toEqual({ permission: scope, confirmed: false });
  expect(example.includes("--json")).toBe(type === "mutation");
  expect(example).toContain('"workspace":"clinic"');
});

test("a token that reads events gets an example that follows them, and no other does", () => {
  const example = followExample("https://desk.example.com", ["workspace.read", "inbox.read"]);
  expect(example).toContain('"https://desk.example.com/api/inbox/events?after=0"');
  expect(example).toContain('"Accept: text/event-stream"');
  expect(followExample("https://desk.example.com", ["workspace.read"])).toBeNull();
});

test("the token itself is not in it", () => {
  expect(curlExample("https://desk.example.com", "clinic", ["inbox.read"])).toMatch(
    /Bearer \$MOLTDESK_TOKEN"$/,
  );
});
