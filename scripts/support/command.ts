import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

export type CommandResult = { code: number; output: string };

/**
 * Runs this same Node with these arguments, in the project's folder unless another is given.
 * @param show lets the command write to the terminal instead of collecting what it prints
 */
export function runNode(
  args: string[],
  {
    env = {},
    show = false,
    cwd = projectRoot,
  }: { env?: Record<string, string>; show?: boolean; cwd?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const output = show ? "inherit" : "pipe";
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output],
    });
    let printed = "";
    const collect = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output: printed.trim() }));
  });
}

/** As in `12.3 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
