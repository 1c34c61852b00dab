import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { provideSecrets } from "#scripts/environment.ts";
import { EnvError, parseEnv } from "#server/core/env.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "moltdesk-env-"));
  vi.stubEnv("MOLTDESK_DIR", directory);
  vi.stubEnv("AUTH_SECRET", undefined);
  vi.stubEnv("MASTER_KEYS", undefined);
});
afterEach(() => vi.unstubAllEnvs());

test("development secrets are made once, for the owner's eyes only, and used again", () => {
  provideSecrets();
  const made = process.env.MASTER_KEYS;
  const file = join(directory, "secrets.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain(String(made));
  vi.stubEnv("MASTER_KEYS", undefined);
  provideSecrets();
  expect(process.env.MASTER_KEYS).toBe(made);
});

test("a secret that is set is kept, and only the missing one is filled in", () => {
  vi.stubEnv("AUTH_SECRET", "a-secret-that-somebody-set-themselves");
  provideSecrets();
  expect(process.env.AUTH_SECRET).toBe("a-secret-that-somebody-set-themselves");
  expect(process.env.MASTER_KEYS).toBeTruthy();
});

test("production at a public address refuses development secrets and names what is missing", () => {
  vi.stubEnv("NODE_ENV", "production");
  vi.stubEnv("PUBLIC_URL", "https://desk.example.com");
  expect(() => provideSecrets()).toThrow(/AUTH_SECRET and MASTER_KEYS are not set/);
  vi.stubEnv("AUTH_SECRET", "x".repeat(40));
  expect(() => provideSecrets()).toThrow(/^MASTER_KEYS is not set/);
  vi.stubEnv("PUBLIC_URL", "http://localhost:3000");
  expect(() => provideSecrets()).not.toThrow();
});

test("wrong settings are named together, and no value is repeated", () => {
  const wrong = {
    DATABASE_URL: "mysql://secret@host",
    AUTH_SECRET: "short",
    MASTER_KEYS: "bm90LTMyLWJ5dGVz",
    PORT: "x",
  };
  const attempt = () => parseEnv(wrong);
  expect(attempt).toThrow(EnvError);
  for (const name of Object.keys(wrong)) expect(attempt).toThrow(name);
  for (const value of ["secret@host", "bm90LTMyLWJ5dGVz"]) expect(attempt).not.toThrow(value);
});
