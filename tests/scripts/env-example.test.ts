import { parseEnv as parseDotEnv } from "node:util";
import { expect, test } from "vitest";
import { renderEnvExample } from "#scripts/env-example.ts";
import { envSchema, parseEnv } from "#server/core/env.ts";
import { testEnv } from "#tests/support/test-env.ts";

const { DATABASE_URL, AUTH_SECRET, MASTER_KEYS } = testEnv;
const required = { DATABASE_URL, AUTH_SECRET, MASTER_KEYS };

test("it names every setting once and nothing else", () => {
  const names = renderEnvExample().match(/^(?:# )?[A-Z][A-Z_]*(?==)/gm) ?? [];
  expect(names.map((name) => name.replace("# ", ""))).toEqual(Object.keys(envSchema.shape));
});

test("only what has no default stands without a comment sign", () => {
  expect(Object.keys(parseDotEnv(renderEnvExample())).sort()).toEqual(Object.keys(required).sort());
});

test("the defaults that it states are the ones that hold", () => {
  const uncommented = renderEnvExample().replaceAll(/^# (?=[A-Z_]+=)/gm, "");
  expect(parseEnv({ ...parseDotEnv(uncommented), ...required })).toEqual(parseEnv(required));
});
