import type auth from "./en/auth.json";
import type common from "./en/common.json";
import type connection from "./en/connection.json";
import type errors from "./en/errors.json";
import type inbox from "./en/inbox.json";
import type landing from "./en/landing.json";
import type numbers from "./en/numbers.json";
import type onboarding from "./en/onboarding.json";
import type pricing from "./en/pricing.json";
import type settings from "./en/settings.json";
import type shell from "./en/shell.json";

/** The shape every locale has; English is the reference. */
export interface Messages {
  auth: typeof auth;
  common: typeof common;
  connection: typeof connection;
  errors: typeof errors;
  inbox: typeof inbox;
  landing: typeof landing;
  numbers: typeof numbers;
  onboarding: typeof onboarding;
  pricing: typeof pricing;
  settings: typeof settings;
  shell: typeof shell;
}

/** One file per feature and locale: `app/_messages/<locale>/<namespace>.json`. */
export const namespaces = [
  "auth",
  "common",
  "connection",
  "errors",
  "inbox",
  "landing",
  "numbers",
  "onboarding",
  "pricing",
  "settings",
  "shell",
] as const satisfies readonly (keyof Messages)[];
