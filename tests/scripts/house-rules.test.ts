import { expect, test } from "vitest";
import { violationsOf } from "#scripts/house-rules.ts";

const lines = (count: number) => "const a = 1;\n".repeat(count);

test("a file of 300 lines passes and one of 301 is to be split", () => {
  expect(violationsOf("server/inbox/accept.ts", lines(300))).toEqual([]);
  expect(violationsOf("server/inbox/accept.ts", lines(301))).toEqual([
    expect.stringContaining("has 301 lines"),
  ]);
});

const reading = "export const a = 1;\nconst port = process.env.PORT;\n";

test.each(["app/layout.tsx", "server/inbox/accept.ts", "db/client.ts"])(
  "%s may not read process.env",
  (path) => {
    expect(violationsOf(path, reading)).toEqual([expect.stringContaining(`${path}:2 reads process.env`)]);
  },
);

test.each(["server/core/env.ts", "scripts/dev.ts", "sandbox/moltflow/main.ts"])(
  "%s may read process.env",
  (path) => {
    expect(violationsOf(path, reading)).toEqual([]);
  },
);
