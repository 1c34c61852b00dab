import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const elsewhere = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * The browser for the end-to-end tests: `CHROMIUM_PATH`, else Playwright's own, else the system's, else the one that
 * apt installs when this is root on Debian or Ubuntu.
 * @throws with one sentence that holds the command to run
 */
export async function findChromium(): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (await isProgram(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which is not a program: correct it or unset it.`);
  }
  const found = await firstProgram([chromium.executablePath(), ...onPath(), ...elsewhere]);
  if (found) return found;
  if (process.getuid?.() === 0 && (await isProgram("/usr/bin/apt-get"))) await installWithApt();
  const installed = await firstProgram(onPath());
  if (installed) return installed;
  throw new Error(
    "The end-to-end tests need Chromium and found none: run `npx playwright install --with-deps chromium`, or set CHROMIUM_PATH to yours.",
  );
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function firstProgram(candidates: string[]): Promise<string | undefined> {
  for (const path of candidates) if (await isProgram(path)) return path;
  return undefined;
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function installWithApt(): Promise<void> {
  console.log("No Chromium on this machine: installing Debian's (once)");
  await apt(["update"]);
  await apt(["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation", "fonts-noto-cjk"]);
}

function apt(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const child = spawn("apt-get", ["-q", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const collect = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const last = printed.trim().split("\n").slice(-3).join(" ");
      reject(
        new Error(
          `\`apt-get ${args.join(" ")}\` failed: ${last} Install Chromium yourself or set CHROMIUM_PATH.`,
        ),
      );
    });
  });
}

if (import.meta.main) console.log(await findChromium());
