import { stringify } from "csv-stringify/sync";
import { strToU8, Zip, ZipDeflate } from "fflate";
import type { Row } from "#db/holding.ts";
import type { ExportView } from "./schemas.ts";

type Format = ExportView["format"];

/** A file inside the archive ends here and goes on in the next: the archive's format has room for 4 GiB a file. */
const maxFileBytes = 1024 ** 3;

/**
 * A zip archive that is written and taken away piece by piece, so that any size of it fits in little memory. One file is
 * open at a time.
 */
export class ArchiveWriter {
  #pieces: Uint8Array[] = [];
  #archive = new Zip((error, piece) => {
    if (error) throw error;
    this.#pieces.push(piece);
  });
  #file: ZipDeflate | null = null;
  /** Bytes that wait to be taken. */
  waiting = 0;

  open(name: string): void {
    this.close();
    this.#file = new ZipDeflate(name, { level: 6 });
    this.#archive.add(this.#file);
  }

  write(text: string): number {
    const bytes = strToU8(text);
    this.#file?.push(bytes);
    this.#measure();
    return bytes.length;
  }

  close(): void {
    this.#file?.push(new Uint8Array(), true);
    this.#file = null;
    this.#measure();
  }

  /** Writes the list of files; nothing can be added behind it. */
  end(): void {
    this.close();
    this.#archive.end();
    this.#measure();
  }

  take(): Buffer {
    const taken = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.waiting = 0;
    return taken;
  }

  #measure(): void {
    this.waiting = this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Bytes as they are when they are text; JSON and CSV have no other form for them. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Any bytes are a welcome body; these go as base64.
    return null;
  }
}

/** A row for people and programs: instants as ISO 8601; bytes as text, or beside it as base64 when they are none. */
export function plainRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      if (value instanceof Date) return [[name, value.toISOString()]];
      if (!(value instanceof Uint8Array)) return [[name, value]];
      const text = textOf(value);
      const base64 = text === null ? Buffer.from(value).toString("base64") : null;
      return [
        [name, text],
        [`${name}Base64`, base64],
      ];
    }),
  );
}

/** Spreadsheets run a cell that begins like a formula, and anybody may write one into a message. */
const csvOptions = {
  escape_formulas: true,
  cast: { boolean: (value: boolean) => String(value) },
};

/** One table of an export: a JSON array with a row a line, or CSV with a head. */
export class TableWriter {
  #archive: ArchiveWriter;
  #name: string;
  #format: Format;
  #part = 1;
  #bytes = 0;
  #rows = 0;

  constructor(archive: ArchiveWriter, name: string, format: Format) {
    this.#archive = archive;
    this.#name = name;
    this.#format = format;
    this.#begin();
  }

  write(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    if (this.#bytes > maxFileBytes) this.#continue();
    const text = this.#format === "csv" ? this.#csv(rows) : this.#json(rows);
    this.#bytes += this.#archive.write(text);
    this.#rows += rows.length;
  }

  end(): void {
    if (this.#format === "json") this.#archive.write(this.#rows === 0 ? "[]\n" : "\n]\n");
    this.#archive.close();
  }

  #begin(): void {
    const suffix = this.#part === 1 ? "" : `-${this.#part}`;
    this.#archive.open(`${this.#name}${suffix}.${this.#format}`);
  }

  #continue(): void {
    this.end();
    this.#part += 1;
    this.#bytes = 0;
    this.#rows = 0;
    this.#begin();
  }

  #json(rows: readonly Row[]): string {
    const lines = rows.map((row) => JSON.stringify(row)).join(",\n");
    return this.#rows === 0 ? `[\n${lines}` : `,\n${lines}`;
  }

  #csv(rows: readonly Row[]): string {
    return stringify([...rows], { ...csvOptions, header: this.#rows === 0, bom: this.#rows === 0 });
  }
}
