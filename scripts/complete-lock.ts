import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const lockFile = fileURLToPath(new URL("../package-lock.json", import.meta.url));

const lockedPackage = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  peer: z.boolean().optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  libc: z.array(z.string()).optional(),
  optional: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), lockedPackage) });
type LockedPackage = z.infer<typeof lockedPackage>;
export type Lock = z.infer<typeof lockSchema>;

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/**
 * The platform that a binary package's name states, as in `@next/swc-linux-x64-gnu`.
 * @throws when the name states none
 */
export function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.split(/[-/]/);
  const os = systems.filter(
    (system) => words.includes(system) || (system === "win32" && words.includes("windows")),
  );
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length > 1 || cpu.length !== 1 || (os.length === 0 && !cpu.includes("wasm32"))) {
    throw new Error(`The name ${name} does not state its platform: add it to package-lock.json by hand.`);
  }
  const libc = words.some((word) => word.startsWith("musl"))
    ? { libc: ["musl"] }
    : words.some((word) => word.startsWith("gnu")) && os.includes("linux")
      ? { libc: ["glibc"] }
      : {};
  return { cpu, ...libc, ...(os.length > 0 ? { os } : {}) };
}

/**
 * The optional packages that the lock's own packages name and the lock does not hold. npm leaves them out when the
 * registry at hand does not offer them, and then `npm ci` refuses the lock on the machines that need them.
 */
export function missingFrom(lock: Lock): Map<string, LockedPackage> {
  const missing = new Map<string, LockedPackage>();
  for (const [path, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isReachable(lock, path, name)) continue;
      const { dev, devOptional, peer } = parent;
      const use = Object.fromEntries(Object.entries({ dev, devOptional, peer }).filter(([, value]) => value));
      // An exact version is what such packages ask for; of a range its lower bound is an honest choice.
      const exact = version.replace(/^[\^~]/, "");
      missing.set(`node_modules/${name}`, { version: exact, ...use, ...platformOf(name), optional: true });
    }
  }
  return missing;
}

/** As Node looks it up: in the package's own folder, then in every folder above. */
function isReachable(lock: Lock, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const path = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in lock.packages) return true;
    if (folder === "") return false;
  }
}

/** The lock with the missing packages in npm's order. */
export function completed(lock: Lock): Lock {
  const packages = { ...lock.packages, ...Object.fromEntries(missingFrom(lock)) };
  const inOrder = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(inOrder) };
}

/** Reads the project's lock. */
export async function readLock(): Promise<Lock> {
  const lock: unknown = JSON.parse(await readFile(lockFile, "utf8"));
  if (isLock(lock)) return lock;
  throw new Error("package-lock.json is not a lock file of npm: run `npm install` to make it anew.");
}

/** A guard and not a parse, which would put the fields in another order than npm's. */
function isLock(value: unknown): value is Lock {
  return lockSchema.safeParse(value).success;
}

/** What is wrong with the lock, one sentence each. */
export function faultsOf(lock: Lock): string[] {
  const missing = [...missingFrom(lock).keys()].map(
    (path) => `package-lock.json lacks ${path}: run \`npm run lock:complete\`.`,
  );
  const bound = Object.entries(lock.packages)
    .filter(([, entry]) => "resolved" in entry)
    .map(([path]) => `package-lock.json binds ${path} to one registry: remove its "resolved" line.`);
  return [...missing, ...bound];
}

async function main(): Promise<void> {
  const lock = await readLock();
  if (process.argv.includes("--check")) {
    const faults = faultsOf(lock);
    for (const fault of faults) console.error(fault);
    process.exitCode = faults.length > 0 ? 1 : 0;
    return;
  }
  const count = missingFrom(lock).size;
  if (count > 0) await writeFile(lockFile, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(count > 0 ? `Added ${count} packages for other platforms.` : "The lock is complete.");
}

if (import.meta.main) await main();
