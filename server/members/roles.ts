import type { roles } from "#db/schema/workspaces.ts";

export type Role = (typeof roles)[number];

/** Every act that is not open to all members, and the roles that may do it. */
const allowed = {
  "workspace.read": ["owner", "admin", "agent", "viewer", "billing"],
  "connection.read": ["owner", "admin", "agent", "viewer"],
  "connection.manage": ["owner", "admin"],
  "numbers.read": ["owner", "admin", "agent", "viewer"],
  "numbers.manage": ["owner", "admin"],
  "inbox.read": ["owner", "admin", "agent", "viewer"],
  "inbox.manage": ["owner", "admin"],
  "messages.send": ["owner", "admin", "agent"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof allowed;

/** Whether a role may do something. Procedures, pages and tests all ask here. */
export function may(role: Role, permission: Permission): boolean {
  return (allowed[permission] as readonly Role[]).includes(role);
}

/** The roles that may do something, for messages that say who can help. */
export const rolesThatMay = (permission: Permission): readonly Role[] => allowed[permission];
