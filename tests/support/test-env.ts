/** The settings that tests run with. The secrets protect nothing. */
export const testEnv = {
  NODE_ENV: "test",
  PUBLIC_URL: "http://localhost:3000",
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/a-test-without-a-database",
  DATABASE_POOL: "5",
  AUTH_SECRET: "a-secret-for-tests-that-protects-nothing",
  MASTER_KEYS: Buffer.from("a-32-byte-master-key-for-tests!!").toString("base64"),
  LOG_LEVEL: "silent",
} as const;
