import { parseArgs } from "node:util";
import type { Command, Values } from "./desk/command.ts";
import { loadDotEnv, provideDatabase, provideSecrets, runCommand, SetupError } from "./environment.ts";

async function commands(): Promise<Record<string, Command>> {
  const [
    workspaces,
    inboxes,
    chats,
    audit,
    backups,
    accounts,
    operations,
    listening,
    destinations,
    deliveries,
    plans,
    billing,
  ] = await Promise.all([
    import("./desk/workspaces.ts"),
    import("./desk/inboxes.ts"),
    import("./desk/chats.ts"),
    import("./desk/audit.ts"),
    import("./desk/backup.ts"),
    import("./desk/accounts.ts"),
    import("./desk/operations.ts"),
    import("./desk/listen.ts"),
    import("./desk/destinations.ts"),
    import("./desk/deliveries.ts"),
    import("./desk/plans.ts"),
    import("./desk/billing.ts"),
  ]);
  return {
    "workspace:create": workspaces.workspaceCreate,
    "workspace:grant": plans.workspaceGrant,
    "sign-in-link": workspaces.signInLink,
    "connection:add": workspaces.connectionAdd,
    "inbox:create": inboxes.inboxCreate,
    "inbox:events": inboxes.inboxEvents,
    listen: listening.listen,
    "destination:create": destinations.destinationCreate,
    "destination:list": destinations.destinationList,
    "delivery:list": deliveries.deliveryList,
    replay: deliveries.replay,
    "billing:sync": billing.billingSync,
    "chats:rebuild": chats.chatsRebuild,
    "audit:verify": audit.auditVerify,
    "audit:export": audit.auditExport,
    "audit:key": audit.auditKey,
    "audit:seal": audit.auditSeal,
    backup: backups.backup,
    restore: backups.restoreBackup,
    "two-factor:reset": accounts.twoFactorReset,
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

function read(command: Command, args: string[]): Values {
  const { positional } = command;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: positional !== undefined,
    options: {
      json: { type: "boolean" },
      ...Object.fromEntries(Object.entries(command.options).map(([option, { type }]) => [option, { type }])),
    },
  });
  return { ...(positional && positionals[0] && { [positional]: positionals[0] }), ...(values as Values) };
}

async function withDatabase(work: () => Promise<void>): Promise<void> {
  provideSecrets();
  const postgres = await provideDatabase();
  try {
    await work();
  } finally {
    const { closeDatabase } = await import("#db/client.ts");
    await closeDatabase();
    // One that runs already belongs to `npm run dev` or `npm start`.
    if (postgres && !postgres.reused) await postgres.stop();
  }
}

async function run(): Promise<void> {
  const [name = "help", ...rest] = process.argv.slice(2);
  loadDotEnv();
  process.env.LOG_LEVEL ||= "warn";
  const all = await commands();
  const command = all[name];
  if (!command) {
    if (name !== "help") throw new SetupError(`There is no command “${name}”.\n\n${help(all)}`);
    process.stdout.write(help(all));
    return;
  }
  const values = read(command, rest);
  const work = async () => print(await command.run(values), values.json === true);
  const isOffline = typeof command.offline === "function" ? command.offline(values) : command.offline;
  await (isOffline ? work() : withDatabase(work));
}

await runCommand(run);
