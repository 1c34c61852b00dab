import nodemailer from "nodemailer";
import { checkTotp, resealTotp } from "#server/account/index.ts";
import { renewSeals } from "#server/audit/seals.ts";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { askRedis } from "#server/core/redis.ts";
import { readLedgerHealth } from "#server/deliveries/check-ledgers-job.ts";
import { type Check, readiness } from "#server/http/probes.ts";
import { checkVault, rotateMasterKey } from "#server/vault/index.ts";
import type { Command } from "./command.ts";

export const vaultRotate: Command = {
  about:
    "wrap every workspace's data key, seal people's secrets and sign the audits' seals with the first of MASTER_KEYS",
  options: {},
  async run() {
    const rewrapped = await rotateMasterKey();
    return { rewrapped, resealed: await resealTotp(), resigned: await renewSeals() };
  },
};

async function attempt(work: () => Promise<string>, whatToDo: string): Promise<Check> {
  try {
    return { ok: true, detail: await work() };
  } catch (error) {
    return { ok: false, detail: `${messageOf(error)} ${whatToDo}` };
  }
}

async function mailAnswers(): Promise<string> {
  const { SMTP_URL } = env();
  if (!SMTP_URL) throw new Error("SMTP_URL is not set, so nobody can sign in by mail.");
  const transport = nodemailer.createTransport({ url: SMTP_URL, connectionTimeout: 5_000 });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
  return "the mail server answers";
}

async function upstreamAnswers(): Promise<string> {
  const origin = env().MOLTFLOW_SANDBOX_URL ?? env().MOLTFLOW_API_URL;
  const response = await fetch(`${origin}/api/v2/billing/plans`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${origin} answered ${response.status}.`);
  return `${origin} answers`;
}

async function redisAnswers(): Promise<string> {
  const { REDIS_URL } = env();
  if (!REDIS_URL) return "not used: REDIS_URL is not set";
  await askRedis(REDIS_URL);
  return "Redis answers";
}

/** The accounts of all destinations, as the hourly check found them. */
async function ledgersBalance(): Promise<string> {
  const { checked, unbalanced } = await readLedgerHealth();
  if (unbalanced.length > 0) {
    throw new Error(`${unbalanced.length} of ${checked} do not add up: ${unbalanced.join(", ")}.`);
  }
  return `${checked} accounts of destinations add up`;
}

/** Checks everything that Moltdesk leans on; fails (exit code 1) when something is wrong. */
export const doctor: Command = {
  about: "check database, migrations, keys, Redis, mail and upstream, and say what to do",
  options: {},
  async run() {
    const { database, migrations } = await readiness(() => true);
    const checks = {
      database: advise(database, "Check DATABASE_URL and that the server runs."),
      migrations: advise(migrations, "Start Moltdesk once; it applies them."),
      keys: await attempt(
        async () => `${await checkVault()} data keys and ${await checkTotp()} people's secrets open`,
        "Put the missing key back into MASTER_KEYS.",
      ),
      redis: await attempt(
        redisAnswers,
        "PostgreSQL carries nudges and counts requests meanwhile. Check REDIS_URL and its password.",
      ),
      mail: await attempt(mailAnswers, "Set SMTP_URL to a server that answers."),
      upstream: await attempt(upstreamAnswers, "Check MOLTFLOW_API_URL and this machine's network."),
      ledgers: await attempt(
        ledgersBalance,
        "Deliveries were lost or made up: keep a backup, and report it.",
      ),
    };
    const ok = Object.values(checks).every((check) => check.ok);
    if (!ok) process.exitCode = 1;
    return { ok, checks };
  },
};

const advise = (check: Check | undefined, whatToDo: string): Check =>
  check?.ok ? check : { ok: false, detail: `${check?.detail ?? "not checked"}. ${whatToDo}` };
