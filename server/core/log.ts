import { type Logger, pino } from "pino";
import { env } from "./env.ts";
import { singleton } from "./singleton.ts";

/** Keys whose values never reach a log line, at any depth that we log. */
const secretKeys = ["apiKey", "key", "secret", "token", "authorization", "cookie", "password", "url"];
const redactedPaths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** The process's log: JSON lines with ids; secrets are replaced before they are written. */
export function log(): Logger {
  return singleton("log", () =>
    pino({
      level: env().LOG_LEVEL,
      base: { role: env().ROLE.join(",") },
      redact: { paths: redactedPaths, censor: "[redacted]" },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    }),
  );
}
