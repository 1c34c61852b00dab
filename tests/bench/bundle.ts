import { gzipSync } from "node:zlib";
import { withBenchDatabase } from "./support/bench-database.ts";
import { startBuilt } from "./support/built.ts";
import type { Measure } from "./support/report.ts";

const limitBytes = 200_000;
const pages = ["/", "/sign-in"];

async function read(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

/** What a browser that knows nothing yet loads as scripts for a page; old browsers' polyfills (`nomodule`) are not. */
async function scriptBytes(origin: string, page: string): Promise<number> {
  const html = (await read(origin + page)).toString();
  const tags = html.match(/<(script|link)\b[^>]*>/g) ?? [];
  const paths = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .flatMap((tag) => /(?:src|href)="(\/_next\/[^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []);
  if (paths.length === 0) throw new Error(`${page} names no scripts.`);
  const sizes = [...new Set(paths)].map(async (path) => gzipSync(await read(origin + path)).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The scripts of the first pages, compressed, as the built app names them. */
export const bundle = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const product = await startBuilt({ env: { DATABASE_URL: databaseUrl } });
    try {
      const measures: Measure[] = [];
      for (const page of pages) {
        const bytes = await scriptBytes(product.url, page);
        const [measure, value] = [`JavaScript of ${page}, gzip`, bytes / 1000];
        measures.push({ measure, value, unit: "kB", wanted: "≤ 200 kB", ok: bytes <= limitBytes });
      }
      return measures;
    } finally {
      await product.end("SIGTERM");
    }
  });
