import type audit from "./en/audit.json";
import type auth from "./en/auth.json";
import type common from "./en/common.json";
import type connection from "./en/connection.json";
import type data from "./en/data.json";
import type errors from "./en/errors.json";
import type inbox from "./en/inbox.json";
import type landing from "./en/landing.json";
import type members from "./en/members.json";
import type numbers from "./en/numbers.json";
import type onboarding from "./en/onboarding.json";
import type overview from "./en/overview.json";
import type pricing from "./en/pricing.json";
import type security from "./en/security.json";
import type settings from "./en/settings.json";
import type shell from "./en/shell.json";
import type tokens from "./en/tokens.json";
import type walls from "./en/walls.json";
import type workspace from "./en/workspace.json";

/** The shape every locale has; English is the reference. */
export interface Messages {
  audit: typeof audit;
  auth: typeof auth;
  common: typeof common;
  connection: typeof connection;
  data: typeof data;
  errors: typeof errors;
  inbox: typeof inbox;
  landing: typeof landing;
  members: typeof members;
  numbers: typeof numbers;
  onboarding: typeof onboarding;
  overview: typeof overview;
  pricing: typeof pricing;
  security: typeof security;
  settings: typeof settings;
  shell: typeof shell;
  tokens: typeof tokens;
  walls: typeof walls;
  workspace: typeof workspace;
}

/** One file per feature and locale: `app/_messages/<locale>/<namespace>.json`. */
export const namespaces = [
  "audit",
  "auth",
  "common",
  "connection",
  "data",
  "errors",
  "inbox",
  "landing",
  "members",
  "numbers",
  "onboarding",
  "overview",
  "pricing",
  "security",
  "settings",
  "shell",
  "tokens",
  "walls",
  "workspace",
] as const satisfies readonly (keyof Messages)[];
