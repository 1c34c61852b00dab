import { existsSync } from "node:fs";
import { loadDotEnv, provideDatabase, provideSecrets, runCommand, SetupError } from "./environment.ts";

await runCommand(async () => {
  loadDotEnv();
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV || "production" });
  const servesPages = (process.env.ROLE || "web").includes("web");
  if (servesPages && !existsSync(".next/BUILD_ID")) {
    throw new SetupError("There is no build yet. Run `npm run build` first, then `npm start`.");
  }
  provideSecrets();
  const postgres = await provideDatabase();
  // Loaded only now: these modules read the settings that were just completed.
  const { runUntilStopped } = await import("#server/main.ts");
  await runUntilStopped(async () => postgres?.stop());
});
