import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Fault } from "#server/audit/chain.ts";
import { exportAudit } from "#server/audit/export-audit.ts";
import { ExportFileError, verifyExport } from "#server/audit/export-file.ts";
import { renewSeals, sealEnds } from "#server/audit/seals.ts";
import { sealKeys } from "#server/audit/signing.ts";
import { SetupError } from "../environment.ts";
import { type Command, text, workspaceNamed } from "./command.ts";

const sentences: Record<Fault["what"], (seq: number) => string> = {
  changed: (seq) => `Entry ${seq} was changed: what it says does not fit its hash.`,
  unlinked: (seq) => `Entry ${seq} does not follow on entry ${seq - 1}: one of them was replaced or moved.`,
  missing: (seq) => `Entry ${seq} is missing.`,
  reordered: (seq) => `Entry ${seq} does not stand in its place.`,
  contradicts_seal: (seq) =>
    `Entry ${seq} is not the one that was sealed: the log up to it was written anew.`,
  seal_forged: (seq) => `The seal of entry ${seq} is forged: its signature does not fit.`,
  seal_unknown: (seq) => `The seal of entry ${seq} was made with a key that is not among those given.`,
};

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  try {
    await once(source, "open");
  } catch (cause) {
    throw new SetupError(`Cannot read ${file}. Give the path of a JSON export of an audit log.`, { cause });
  }
  yield* createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
}

export const auditVerify: Command = {
  about: "verify a JSON export of an audit log, and name its first broken link",
  offline: true,
  positional: "file",
  options: {
    file: { type: "string", about: "the export; also without --file", required: true },
    key: { type: "string", about: "public keys that you trust, comma separated (those in the file)" },
  },
  async run(values) {
    const trusted =
      typeof values.key === "string" ? values.key.split(",").map((key) => key.trim()) : undefined;
    const verdict = await verifyExport(linesOf(text(values, "file")), trusted).catch((error: unknown) => {
      throw error instanceof ExportFileError ? new SetupError(error.message, { cause: error }) : error;
    });
    const { fault, partial, workspace, entries, firstSeq, lastSeq, lastSeal, keys } = verdict;
    if (fault) process.exitCode = 1;
    return {
      intact: fault === null,
      verdict: fault ? sentences[fault.what](fault.seq) : intact(partial),
      brokenAt: fault?.seq ?? null,
      fault: fault?.what ?? null,
      workspace: `${workspace.name} (${workspace.slug})`,
      ...{ entries, firstSeq, lastSeq, partial },
      lastSealed: lastSeal ? `${lastSeal.day}, entry ${lastSeal.seq}` : null,
      keys: keys.map(({ publicKey }) => publicKey).join(", "),
      keysFrom: trusted ? "you" : "the file: compare them with `npm run desk -- audit:key`",
    };
  },
};

const intact = (partial: boolean) =>
  partial
    ? "Every entry in it is as it was written. It holds a part of the log, so it cannot show that nothing is missing."
    : "Intact: nothing was changed, removed, added or moved.";

export const auditExport: Command = {
  about: "write a workspace's audit log to a file, or to standard output",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    format: { type: "string", about: "json, which can be verified, or csv (json)" },
    file: { type: "string", about: "where to (standard output)" },
  },
  async run(values) {
    const { format = "json", file } = values;
    if (format !== "json" && format !== "csv") throw new SetupError("--format takes json or csv.");
    const workspace = await workspaceNamed(values);
    const made = await exportAudit(workspace.id, { format }, { kind: "operator" });
    const target = typeof file === "string" ? createWriteStream(file) : process.stdout;
    for await (const part of made.body) if (!target.write(part)) await once(target, "drain");
    if (target === process.stdout) return undefined;
    target.end();
    await once(target, "finish");
    return { file };
  },
};

export const auditKey: Command = {
  about: "print the public keys of the audit's seals, the present one first",
  options: {},
  async run() {
    return { keys: sealKeys().map(({ publicKey }) => publicKey) };
  },
};

export const auditSeal: Command = {
  about: "seal every audit log now, and sign older keys' seals with the first of MASTER_KEYS",
  options: {},
  async run() {
    return { sealed: await sealEnds(), renewed: await renewSeals() };
  },
};
