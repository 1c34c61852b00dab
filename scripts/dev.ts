import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { noteServices, releaseDevLock, takeDevLock } from "./dev-lock.ts";
import {
  dataDirectory,
  loadDotEnv,
  orUsage,
  provideDatabase,
  provideSecrets,
  runCommand,
  SetupError,
} from "./environment.ts";
import { answers, assertPortFree, type Service, startService } from "./services.ts";

const usage = `npm run dev [-- options]

  --fresh              start over: forget the database, the demo workspace and the sandbox's state
  --port N             the product (3000, or PORT)
  --sandbox-port N     the MoltFlow sandbox (4010)
  --stripe-port N      the Stripe stand-in (4242)
  --mail-port N        the mail page (1080)
  --smtp-port N        the mail server (1025)

MOLTDESK_DIR moves the data directory (.moltdesk).
`;

const { values } = orUsage(
  () =>
    parseArgs({
      options: {
        help: { type: "boolean", short: "h" },
        fresh: { type: "boolean", default: false },
        port: { type: "string", default: process.env.PORT ?? "3000" },
        "sandbox-port": { type: "string", default: "4010" },
        "stripe-port": { type: "string", default: "4242" },
        "mail-port": { type: "string", default: "1080" },
        "smtp-port": { type: "string", default: "1025" },
      },
    }),
  usage,
);

const host = "127.0.0.1";

function port(option: "port" | "sandbox-port" | "stripe-port" | "mail-port" | "smtp-port"): number {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new SetupError(`--${option} takes a port between 1 and 65535, not “${values[option]}”.`);
}

function say(service: string, text: string): void {
  process.stdout.write(`${service.padEnd(10)} ${text}\n`);
}

async function checkPorts(): Promise<void> {
  await assertPortFree(port("port"), "Moltdesk", "--port");
  await assertPortFree(port("sandbox-port"), "the MoltFlow sandbox", "--sandbox-port");
  if (usesStripeStandIn()) await assertPortFree(port("stripe-port"), "the Stripe stand-in", "--stripe-port");
  await assertPortFree(port("mail-port"), "the mail page", "--mail-port");
  await assertPortFree(port("smtp-port"), "the mail server", "--smtp-port");
}

const stripeStandIn = { key: "sk_test_standin", secret: "whsec_standin" };

/** A developer with a key of their own tries real test mode; a stand-in would only be in the way. */
const usesStripeStandIn = () => (process.env.STRIPE_SECRET_KEY ?? stripeStandIn.key) === stripeStandIn.key;

/** What the product and its helpers are told; anything that the developer set already wins. */
function provideSettings(): void {
  const defaults = {
    NODE_ENV: "development",
    HOST: host,
    PUBLIC_URL: `http://localhost:${port("port")}`,
    SMTP_URL: `smtp://${host}:${port("smtp-port")}`,
    MOLTFLOW_SANDBOX_URL: `http://${host}:${port("sandbox-port")}`,
    // A key that is pasted here is one of the sandbox's page; set this to try a real one.
    MOLTFLOW_API_URL: `http://${host}:${port("sandbox-port")}`,
    ...(usesStripeStandIn() && {
      STRIPE_SECRET_KEY: stripeStandIn.key,
      STRIPE_WEBHOOK_SECRETS: stripeStandIn.secret,
      STRIPE_API_BASE: `http://${host}:${port("stripe-port")}`,
    }),
    LOG_LEVEL: "warn",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;
  process.env.PORT = String(port("port"));
}

async function startMail(): Promise<Service> {
  const arguments_ = [
    "--smtp",
    values["smtp-port"],
    "--ip",
    host,
    "--web",
    values["mail-port"],
    "--web-ip",
    host,
  ];
  const mail = startService(
    "mail",
    ["node_modules/maildev/dist/bin/maildev.js", "--silent", ...arguments_],
    {},
    true,
  );
  await answers(`http://${host}:${values["mail-port"]}/`, mail.process);
  say("mail", `http://${host}:${values["mail-port"]}  every mail that Moltdesk writes`);
  return mail;
}

async function startSandbox(): Promise<Service> {
  const stateFile = join(dataDirectory(), "sandbox.json");
  const sandbox = startService(
    "sandbox",
    [
      "sandbox/moltflow/main.ts",
      "--port",
      values["sandbox-port"],
      "--state-file",
      stateFile,
      "--allow-private-urls",
    ],
    {},
    true,
  );
  await answers(`${process.env.MOLTFLOW_SANDBOX_URL}/_sandbox/state`, sandbox.process);
  say("sandbox", `${process.env.MOLTFLOW_SANDBOX_URL}  MoltFlow's stand-in, with a phone to write from`);
  return sandbox;
}

async function startStripe(): Promise<Service> {
  const stripe = startService(
    "stripe",
    [
      ...["sandbox/stripe/main.ts", "--port", values["stripe-port"]],
      ...["--state-file", join(dataDirectory(), "stripe.json")],
      ...["--webhook-url", `${process.env.PUBLIC_URL}/api/stripe/webhook`],
      ...["--webhook-secret", stripeStandIn.secret],
    ],
    {},
    true,
  );
  await answers(`${process.env.STRIPE_API_BASE}/_stripe`, stripe.process);
  say("stripe", `${process.env.STRIPE_API_BASE}/_stripe  Stripe's stand-in; no card is charged`);
  return stripe;
}

async function startProduct(): Promise<Service> {
  const product = startService("moltdesk", ["server/main.ts"]);
  await answers(`${process.env.PUBLIC_URL}/healthz`, product.process);
  return product;
}

async function run(): Promise<void> {
  loadDotEnv();
  await takeDevLock();
  await checkPorts();
  if (values.fresh) {
    const { stopEmbeddedPostgres } = await import("#db/embedded.ts");
    await stopEmbeddedPostgres(join(dataDirectory(), "postgres"));
    rmSync(join(dataDirectory(), "postgres"), { recursive: true, force: true });
    rmSync(join(dataDirectory(), "sandbox.json"), { force: true });
    rmSync(join(dataDirectory(), "stripe.json"), { force: true });
  }
  provideSettings();
  provideSecrets();

  const stops: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const stopAll = async (code: number) => {
    if (stopping) process.exit(code);
    stopping = true;
    process.stdout.write("\nStopping …\n");
    for (const stop of stops.reverse()) await stop();
    process.exit(code);
  };
  process.on("SIGINT", () => void stopAll(0));
  process.on("SIGTERM", () => void stopAll(0));

  stops.push(async () => releaseDevLock());
  const running: number[] = [];
  const keep = (service: Service) => {
    stops.push(service.stop);
    running.push(service.process.pid ?? 0);
    noteServices(running);
    service.process.once("exit", () => {
      if (stopping) return;
      say(service.name, "ended unexpectedly; stopping the rest.");
      void stopAll(1);
    });
  };
  try {
    const postgres = await provideDatabase();
    if (postgres) {
      stops.push(() => postgres.stop());
      say("postgres", `port ${postgres.port}, data in ${join(dataDirectory(), "postgres")}`);
    } else say("postgres", "the one of DATABASE_URL");
    keep(await startMail());
    keep(await startSandbox());
    if (usesStripeStandIn()) keep(await startStripe());
    const { seedDemo } = await import("./seed-demo.ts");
    const signInLink = await seedDemo();
    keep(await startProduct());
    say("moltdesk", `${process.env.PUBLIC_URL}  web and worker`);
    process.stdout.write(
      `\nOpen the demo workspace (link works once):\n  ${signInLink}\n\nCtrl-C stops everything.\n`,
    );
  } catch (error) {
    stopping = true;
    for (const stop of stops.reverse()) await stop();
    throw error;
  }
}

if (values.help) process.stdout.write(usage);
else await runCommand(run).then(() => process.exitCode && process.exit());
