import { z } from "zod";

const optionalText = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value ? value : undefined));

const list = (value: string) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const role = z.enum(["web", "ingest", "worker"]);

/** Every setting of the product. `.env.example` is written from these descriptions. */
export const envSchema = z.object({
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .describe("development, production or test."),
  ROLE: z
    .string()
    .default("web,ingest,worker")
    .transform(list)
    .pipe(z.array(role).min(1))
    .describe("What this process does: any of web, ingest, worker, comma separated."),
  HOST: z.string().default("127.0.0.1").describe("Address to listen on; 0.0.0.0 in a container."),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe("Port to listen on."),
  PUBLIC_URL: z
    .url()
    .default("http://localhost:3000")
    .transform((url) => url.replace(/\/+$/, ""))
    .describe("Where people and MoltFlow reach this installation, without a trailing slash."),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe("How many proxies in front append to X-Forwarded-For; 0 ignores the header."),
  DATABASE_URL: z
    .string()
    .startsWith("postgres")
    .describe("PostgreSQL 18 or newer. Empty: dev and start run an embedded PostgreSQL 18 under .moltdesk/."),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10).describe("Connections per process."),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, message: "must begin with redis:// or rediss://" })
    .optional()
    .describe(
      "Redis that carries nudges between processes and counts requests a minute, e.g. redis://localhost:6379. Empty: PostgreSQL does.",
    ),
  AUTH_SECRET: z
    .string()
    .min(32)
    .describe("Signs sign-in links; at least 32 characters (openssl rand -base64 32)."),
  MASTER_KEYS: z
    .string()
    .transform(list)
    .pipe(
      z
        .array(
          z.string().refine((key) => Buffer.from(key, "base64").length === 32, "must be 32 bytes in base64"),
        )
        .min(1),
    )
    .describe("Wrap the workspaces' data keys: 32 bytes in base64, comma separated; the first encrypts."),
  SMTP_URL: optionalText.describe("Where mail goes out, e.g. smtp://user:password@mail.example.com:587."),
  MAIL_FROM: z
    .string()
    .default("Moltdesk <moltdesk@localhost>")
    .describe("Sender of the mails that Moltdesk writes."),
  GOOGLE_CLIENT_ID: optionalText.describe("Turns on sign-in with Google, together with its secret."),
  GOOGLE_CLIENT_SECRET: optionalText.describe("Secret of the Google OAuth client."),
  GITHUB_CLIENT_ID: optionalText.describe("Turns on sign-in with GitHub, together with its secret."),
  GITHUB_CLIENT_SECRET: optionalText.describe("Secret of the GitHub OAuth app."),
  MOLTFLOW_API_URL: z
    .url()
    .default("https://apiv2.waiflow.app")
    .transform((url) => url.replace(/\/+$/, ""))
    .describe("Origin of the MoltFlow API, without /api/v2."),
  MOLTFLOW_SANDBOX_URL: optionalText.describe(
    "Origin of a MoltFlow sandbox; offers “use the sandbox” on the connect page.",
  ),
  INBOX_EVENTS_PER_SECOND: z.coerce
    .number()
    .int()
    .min(1)
    .default(5000)
    .describe("Requests a second that one inbox accepts in one process before it answers 429."),
  DESTINATIONS_ALLOW_LOOPBACK: z
    .enum(["true", "false"])
    .optional()
    .transform((value) => (value === undefined ? undefined : value === "true"))
    .describe(
      "true lets destinations be on this machine itself, false does not; empty: in development only.",
    ),
  API_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(600)
    .describe("Calls a minute that all API tokens of one workspace have together before the answer is 429."),
  STRIPE_SECRET_KEY: optionalText.describe(
    "Turns on plans and payment by Stripe. Empty: nothing is sold, and every workspace has the biggest plan.",
  ),
  STRIPE_WEBHOOK_SECRETS: z
    .string()
    .default("")
    .transform(list)
    .describe("Secrets of Stripe's webhook endpoint (whsec_…), comma separated; two while one is rotated."),
  STRIPE_TAX: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true")
    .describe("true has Stripe Tax compute taxes and ask for tax numbers at the checkout."),
  STRIPE_API_BASE: optionalText.describe(
    "Origin of a Stripe stand-in. Refused in production at a public PUBLIC_URL, and with a key that is not sk_test_….",
  ),
  METRICS_TOKEN: optionalText.describe("Turns on GET /metrics for requests that bear this token."),
  LOG_LEVEL: z
    .enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"])
    .default("info")
    .describe("What is logged, as JSON lines on standard output."),
});

/** The settings after validation. */
export type Env = z.output<typeof envSchema>;

/** Settings that are missing or wrong; the message names each and says what it takes. */
export class EnvError extends Error {
  override name = "EnvError";
}

/**
 * Validates settings.
 * @throws EnvError naming every wrong variable, never its value
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = envSchema.safeParse(filled);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const described = envSchema.shape[name as keyof typeof envSchema.shape]?.description ?? "";
    return `  ${name}: ${filled[name] === undefined ? "is missing" : issue.message}. ${described}`;
  });
  throw new EnvError(`Settings are missing or wrong:\n${lines.join("\n")}`);
}

let parsed: Env | undefined;

/** This process's settings, validated at first use so that a build needs none. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** next-auth reads its own address from the environment only; without this it would trust the Host header. */
export function exportForLibraries(): void {
  process.env.NEXTAUTH_URL = new URL(env().PUBLIC_URL).origin;
}
