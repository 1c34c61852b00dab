import type audit from "./en/audit.json";
import type auth from "./en/auth.json";
import type billing from "./en/billing.json";
import type budget from "./en/budget.json";
import type chats from "./en/chats.json";
import type common from "./en/common.json";
import type composer from "./en/composer.json";
import type connection from "./en/connection.json";
import type data from "./en/data.json";
import type destinations from "./en/destinations.json";
import type errors from "./en/errors.json";
import type filters from "./en/filters.json";
import type groups from "./en/groups.json";
import type inbox from "./en/inbox.json";
import type labels from "./en/labels.json";
import type landing from "./en/landing.json";
import type members from "./en/members.json";
import type notices from "./en/notices.json";
import type numbers from "./en/numbers.json";
import type onboarding from "./en/onboarding.json";
import type overview from "./en/overview.json";
import type palette from "./en/palette.json";
import type pricing from "./en/pricing.json";
import type push from "./en/push.json";
import type security from "./en/security.json";
import type settings from "./en/settings.json";
import type shell from "./en/shell.json";
import type snippets from "./en/snippets.json";
import type subscriptions from "./en/subscriptions.json";
import type teamwork from "./en/teamwork.json";
import type tokens from "./en/tokens.json";
import type usage from "./en/usage.json";
import type walls from "./en/walls.json";
import type webhooks from "./en/webhooks.json";
import type workspace from "./en/workspace.json";

/** The shape every locale has; English is the reference. */
export interface Messages {
  audit: typeof audit;
  auth: typeof auth;
  billing: typeof billing;
  budget: typeof budget;
  chats: typeof chats;
  common: typeof common;
  composer: typeof composer;
  connection: typeof connection;
  data: typeof data;
  destinations: typeof destinations;
  errors: typeof errors;
  filters: typeof filters;
  groups: typeof groups;
  inbox: typeof inbox;
  labels: typeof labels;
  landing: typeof landing;
  members: typeof members;
  notices: typeof notices;
  numbers: typeof numbers;
  onboarding: typeof onboarding;
  overview: typeof overview;
  palette: typeof palette;
  pricing: typeof pricing;
  push: typeof push;
  security: typeof security;
  settings: typeof settings;
  shell: typeof shell;
  snippets: typeof snippets;
  subscriptions: typeof subscriptions;
  teamwork: typeof teamwork;
  tokens: typeof tokens;
  usage: typeof usage;
  walls: typeof walls;
  webhooks: typeof webhooks;
  workspace: typeof workspace;
}

/** One file per feature and locale: `app/_messages/<locale>/<namespace>.json`. */
export const namespaces = [
  "audit",
  "auth",
  "billing",
  "budget",
  "chats",
  "common",
  "composer",
  "connection",
  "data",
  "destinations",
  "errors",
  "filters",
  "groups",
  "inbox",
  "labels",
  "landing",
  "members",
  "notices",
  "numbers",
  "onboarding",
  "overview",
  "palette",
  "pricing",
  "push",
  "security",
  "settings",
  "shell",
  "snippets",
  "subscriptions",
  "teamwork",
  "tokens",
  "usage",
  "walls",
  "webhooks",
  "workspace",
] as const satisfies readonly (keyof Messages)[];
