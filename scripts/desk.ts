import { parseArgs } from "node:util";
import type { Command, Values } from "./desk/command.ts";
import { loadDotEnv, provideDatabase, provideSecrets, runCommand, SetupError } from "./environment.ts";

/** Loaded only when asked for, after the settings are complete. */
async function commands(): Promise<Record<string, Command>> {
  const [workspaces, inboxes, operations] = await Promise.all([
    import("./desk/workspaces.ts"),
    import("./desk/inboxes.ts"),
    import("./desk/operations.ts"),
  ]);
  return {
    "workspace:create": workspaces.workspaceCreate,
    "sign-in-link": workspaces.signInLink,
    "connection:add": workspaces.connectionAdd,
    "inbox:create": inboxes.inboxCreate,
    "inbox:events": inboxes.inboxEvents,
    "vault:rotate": operations.vaultRotate,
    doctor: operations.doctor,
  };
}

function help(all: Record<string, Command>): string {
  const blocks = Object.entries(all).map(([name, { about, options }]) => {
    const lines = Object.entries(options).map(
      ([option, { type, about: what, required }]) =>
        `      --${option}${type === "string" ? " …" : ""}  ${what}${required ? "" : " (optional)"}`,
    );
    return [`  ${name}: ${about}`, ...lines].join("\n");
  });
  return `npm run desk -- <command> [options] [--json]\n\n${blocks.join("\n")}\n`;
}

function print(result: unknown, asJson: boolean): void {
  if (result === undefined) return;
  if (asJson || typeof result !== "object" || result === null) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(result)) {
    process.stdout.write(
      `${name}: ${typeof value === "object" ? JSON.stringify(value, null, 2) : String(value)}\n`,
    );
  }
}

async function run(): Promise<void> {
  const [name = "help", ...rest] = process.argv.slice(2);
  loadDotEnv();
  process.env.LOG_LEVEL ||= "warn";
  provideSecrets();
  const postgres = await provideDatabase();
  try {
    const all = await commands();
    const command = all[name];
    if (!command) {
      if (name !== "help") throw new SetupError(`There is no command “${name}”.\n\n${help(all)}`);
      process.stdout.write(help(all));
      return;
    }
    const { values } = parseArgs({
      args: rest,
      options: {
        json: { type: "boolean" },
        ...Object.fromEntries(
          Object.entries(command.options).map(([option, { type }]) => [option, { type }]),
        ),
      },
    });
    print(await command.run(values as Values), values.json === true);
  } finally {
    const { closeDatabase } = await import("#db/client.ts");
    await closeDatabase();
    // One that runs already belongs to `npm run dev` or `npm start`.
    if (postgres && !postgres.reused) await postgres.stop();
  }
}

await runCommand(run);
