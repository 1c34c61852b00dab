import { z } from "zod";
import { type ChainEntry, type ChainVerdict, checkChain, keyIdOf, type Seal, type SealKey } from "./chain.ts";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const seqSchema = z.int().positive();

const sealSchema = z.object({
  kind: z.enum(["end", "cut"]),
  day: z.string(),
  seq: seqSchema,
  hash: hex,
  signature: z.base64(),
  keyId: z.string(),
  sealedAt: z.string(),
}) satisfies z.ZodType<Seal>;

/** The first line of an export. `filter` is null when every entry follows; then, and only then, it can be shown whole. */
const headerSchema = z.object({
  format: z.literal("moltdesk.audit"),
  version: z.literal(1),
  workspace: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  exportedAt: z.string(),
  filter: z.record(z.string(), z.unknown()).nullable(),
  keys: z.array(z.object({ id: z.string(), publicKey: z.base64url().length(43) })),
  seals: z.array(sealSchema),
});
export type ExportHeader = z.output<typeof headerSchema>;

const entrySchema = z.object({
  seq: seqSchema,
  id: z.string(),
  at: z.string(),
  actorKind: z.string(),
  actorId: z.string().nullable(),
  ip: z.string().nullable(),
  action: z.string(),
  outcome: z.string(),
  target: z.string().nullable(),
  details: z.string(),
  prevHash: hex,
  hash: hex,
}) satisfies z.ZodType<ChainEntry>;

/** The last line, without which the file was cut off. */
const endSchema = z.object({ end: z.object({ entries: z.int().min(0) }) });

/** A file that is no export of an audit log, or not all of one; `line` counts from 1. */
export class ExportFileError extends Error {
  override name = "ExportFileError";
  readonly line: number;

  constructor(line: number, what: string) {
    super(`Line ${line}: ${what}`);
    this.line = line;
  }
}

function parse<T>(schema: z.ZodType<T>, text: string, line: number, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ExportFileError(line, `this is not JSON, so it is not ${what}.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ExportFileError(line, `this is not ${what}: ${issue?.path.join(".")} ${issue?.message}.`);
}

export type ExportVerdict = ChainVerdict & {
  workspace: ExportHeader["workspace"];
  exportedAt: string;
  /** Some entries were left out on purpose, so that nothing is missing cannot be shown. */
  partial: boolean;
  /** The keys that seals were checked with. */
  keys: SealKey[];
};

/**
 * Checks an export line by line, without a database and without a secret. `trustedKeys` are public keys that the reader
 * has from elsewhere; without them those of the file are believed.
 * @throws ExportFileError for what is no whole export
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  trustedKeys?: readonly string[],
): Promise<ExportVerdict> {
  let header: ExportHeader | undefined;
  let check: ReturnType<typeof checkChain> | undefined;
  let keys: SealKey[] = [];
  let ended: number | undefined;
  let line = 0;
  for await (const text of lines) {
    line++;
    if (ended !== undefined) {
      if (text.trim() === "") continue;
      throw new ExportFileError(line, "something follows on the end.");
    }
    if (!header || !check) {
      header = parse(headerSchema, text, line, "the start of an audit export");
      keys = trustedKeys?.map((publicKey) => ({ id: keyIdOf(publicKey), publicKey })) ?? header.keys;
      const { workspace, seals, filter } = header;
      check = checkChain({ workspaceId: workspace.id, seals, keys, partial: filter !== null });
    } else if (text.startsWith('{"end"')) {
      ended = parse(endSchema, text, line, "the end of an audit export").end.entries;
    } else {
      check.take(parse(entrySchema, text, line, "an entry"));
    }
  }
  if (!header || !check) throw new ExportFileError(1, "the file is empty.");
  const verdict = check.finish();
  if (ended === undefined) throw new ExportFileError(line + 1, "the end is missing: the file was cut off.");
  if (ended !== verdict.entries && !verdict.fault) {
    throw new ExportFileError(line, `there should be ${ended} entries, and there are ${verdict.entries}.`);
  }
  const { workspace, exportedAt, filter } = header;
  return { ...verdict, workspace, exportedAt, partial: filter !== null, keys };
}
