import { parseArgs } from "node:util";
import { startMoltflowSandbox } from "./server.ts";
import { planIds } from "./store.ts";

const defaultPort = 4010;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: process.env.SANDBOX_PORT ?? String(defaultPort) },
    seed: { type: "string" },
    "state-file": { type: "string" },
    "allow-private-urls": { type: "boolean", default: process.env.SANDBOX_ALLOW_PRIVATE_URLS === "1" },
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
  const running = await startMoltflowSandbox({
    port: wholeNumber("--port", values.port),
    seed: values.seed === undefined ? undefined : wholeNumber("--seed", values.seed),
    stateFile: values["state-file"],
    allowPrivateUrls: values["allow-private-urls"],
    tenants: "standard",
  });
  const privateUrls = values["allow-private-urls"]
    ? "accepted"
    : "refused, as upstream does; start with --allow-private-urls to accept them";
  process.stdout.write(
    [
      `MoltFlow sandbox  ${running.url}  (paths under /api/v2; nothing reaches WhatsApp)`,
      ...planIds.map((plan) => `  API key ${plan.padEnd(9)} mf_sandbox_${plan}`),
      `  Webhook URLs on private addresses: ${privateUrls}`,
      "",
    ].join("\n"),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void running.close());
} catch (error) {
  process.stderr.write(`The MoltFlow sandbox did not start. ${explain(error)}\n`);
  process.exitCode = 1;
}
