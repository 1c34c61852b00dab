import type { roles } from "#db/schema/workspaces.ts";

export type Role = (typeof roles)[number];

const everyone = ["owner", "admin", "agent", "viewer", "billing"] as const;
const team = ["owner", "admin", "agent", "viewer"] as const;
const writers = ["owner", "admin", "agent"] as const;
const managers = ["owner", "admin"] as const;
const owners = ["owner"] as const;
const accountants = ["owner", "admin", "billing"] as const;

/** Every role, the mightiest first. */
export const allRoles = everyone;

/**
 * Who may do what: resource × action × roles. Procedures, pages, the palette, the page Settings → Roles and the walls'
 * test all read this table, and there is no other.
 */
export const roleTable = {
  workspace: { read: everyone, update: managers, delete: owners, transfer: owners },
  members: { read: team, manage: managers },
  security: { manage: managers },
  connection: { read: team, manage: managers },
  /** Whoever sees a number's code can link a phone of their own to it. */
  numbers: { read: team, scan: writers, manage: managers },
  inbox: { read: team, manage: managers, export: team },
  messages: { send: writers },
  /** `work`: notes, drafts, snooze, resolve, priority, being present. */
  chats: { read: team, work: writers, assign: writers },
  snippets: { read: team, manage: writers },
  labels: { read: team, set: writers, manage: managers },
  groups: { read: team, manage: managers },
  /** MoltFlow's own, not our inboxes. Their addresses are other programs'. */
  webhooks: { read: managers, manage: managers },
  /** How much of MoltFlow's calls a minute is used, and by whom. */
  budget: { read: team },
  notices: { own: team },
  /** Programs that get events. */
  destinations: { read: team, manage: managers, export: team },
  /** Who hears of what: rules for oneself, and everybody's. */
  subscriptions: { own: team, manage: managers },
  tokens: { own: team, manage: managers },
  /** `manage`: what costs money, and what stays when less is paid. */
  billing: { read: accountants, manage: accountants },
  audit: { read: managers, export: managers },
  data: { read: managers, export: managers, erase: managers, retention: owners },
  walls: { test: managers },
} as const satisfies Record<string, Record<string, readonly Role[]>>;

export type Resource = keyof typeof roleTable;

/** `resource.action`, for every cell of the table. */
export type Permission = {
  [R in Resource]: `${R}.${Extract<keyof (typeof roleTable)[R], string>}`;
}[Resource];

const table = new Map<Permission, readonly Role[]>(
  Object.entries(roleTable).flatMap(([resource, actions]) =>
    Object.entries(actions).map(([action, may]) => [`${resource}.${action}` as Permission, may] as const),
  ),
);

export const permissions: readonly Permission[] = [...table.keys()];

/** The roles that may do something, for messages that say who can help. */
export const rolesThatMay = (permission: Permission): readonly Role[] => table.get(permission) ?? [];

/** Whether a role may do something. */
export const may = (role: Role, permission: Permission): boolean => rolesThatMay(permission).includes(role);

/** What a member may see and do less than their role. */
export type Restrictions = {
  /** Ids of the only numbers that they see; null means all. */
  onlyNumbers: string[] | null;
  /** Only chats that are assigned to them. */
  assignedOnly: boolean;
  hidePhones: boolean;
  noExport: boolean;
};

export const unrestricted: Restrictions = {
  onlyNumbers: null,
  assignedOnly: false,
  hidePhones: false,
  noExport: false,
};

/** Whether a member who gets role `to` instead of `from` may do something that they could not before. */
export const isRaise = (from: Role, to: Role): boolean =>
  permissions.some((permission) => may(to, permission) && !may(from, permission));

/** Roles that can be restricted; whoever manages members could lift their own restriction. */
export const isRestrictable = (role: Role): boolean => role === "agent" || role === "viewer";

/** Ways for data to leave in bulk; a token reads whatever its member can, so it is one. */
const isExport = (permission: Permission): boolean =>
  permission.endsWith(".export") || permission === "tokens.own";

/** Whether a member may do something: their role must allow it and no restriction forbid it. */
export const permits = (
  { role, noExport }: { role: Role } & Pick<Restrictions, "noExport">,
  permission: Permission,
): boolean => may(role, permission) && !(noExport && isExport(permission));

/** Whether somebody with `role` may change a member from one role to another (null: not a member). */
export function mayAssign(role: Role, from: Role | null, to: Role | null): boolean {
  if (!may(role, "members.manage")) return false;
  return role === "owner" || (from !== "owner" && to !== "owner");
}

/**
 * What a program may ever be allowed. Members, keys, security and the workspace itself are for people, who can be asked
 * to confirm.
 */
export const tokenScopes = [
  "workspace.read",
  "members.read",
  "connection.read",
  "numbers.read",
  "inbox.read",
  "messages.send",
  "chats.read",
  "chats.work",
  "chats.assign",
  "snippets.read",
  "labels.read",
  "labels.set",
  "groups.read",
  "budget.read",
  "destinations.read",
  "audit.read",
] as const satisfies readonly Permission[];
export type TokenScope = (typeof tokenScopes)[number];
