import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the Postgres driver in use is the patched one: a connection that closes cannot crash the process", () => {
  for (const build of ["src", "cjs/src"]) {
    const source = readFileSync(`node_modules/postgres/${build}/connection.js`, "utf8");
    expect(source, "run `npm install`, which applies patches/").toMatch(
      /function nextWrite\(fn\) \{\s+if \(!socket\)/,
    );
  }
});
