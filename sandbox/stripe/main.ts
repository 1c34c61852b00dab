import { parseArgs } from "node:util";
import { standInKey, startStripeSandbox } from "./server.ts";

const defaultPort = 4242;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: process.env.STRIPE_SANDBOX_PORT ?? String(defaultPort) },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string", default: process.env.STRIPE_WEBHOOK_SECRET },
    "state-file": { type: "string" },
  },
});

function wholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${name} must be a whole number, not "${text}".`);
}

function explain(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return `Port ${values.port} is taken by another program. Stop it, or choose another port with --port.`;
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  const running = await startStripeSandbox({
    port: wholeNumber("--port", values.port),
    webhookUrl: values["webhook-url"],
    webhookSecret: values["webhook-secret"],
    stateFile: values["state-file"],
  });
  const hears = values["webhook-url"]
    ? [`  Webhooks  ${values["webhook-url"]}, signed with ${running.webhookSecret}`]
    : ["  Webhooks  to nobody yet; start with --webhook-url, or make an endpoint over the API"];
  process.stdout.write(
    [
      `Stripe stand-in  ${running.url}  (no card is charged; ${running.url}/_stripe moves time and shows events)`,
      `  API key   ${standInKey}`,
      ...hears,
      "",
    ].join("\n"),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void running.close());
} catch (error) {
  process.stderr.write(`The Stripe stand-in did not start. ${explain(error)}\n`);
  process.exitCode = 1;
}
