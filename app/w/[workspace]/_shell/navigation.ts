import {
  BellRing,
  BookText,
  Cable,
  CreditCard,
  Database,
  Gauge,
  Inbox,
  KeyRound,
  ListChecks,
  type LucideIcon,
  MessagesSquare,
  ScanSearch,
  ScrollText,
  Send,
  Settings2,
  ShieldCheck,
  Smartphone,
  Tags,
  Users,
  UsersRound,
  Waypoints,
  Webhook,
} from "lucide-react";
import type { Permission } from "#server/members/roles.ts";

export interface NavItem {
  /** Also the message key in `shell`. */
  key:
    | "inbox"
    | "chats"
    | "groups"
    | "labels"
    | "snippets"
    | "notifications"
    | "destinations"
    | "billing"
    | "usage"
    | "webhooks"
    | "numbers"
    | "general"
    | "members"
    | "roles"
    | "connection"
    | "inboxes"
    | "tokens"
    | "security"
    | "audit"
    | "data"
    | "leakTest";
  /** After `/w/<slug>/`. */
  path: string;
  /** What somebody needs to see the page at all; without it the link is not shown. */
  permission: Permission;
  Icon: LucideIcon;
}

export const mainItems: readonly NavItem[] = [
  { key: "chats", path: "chats", permission: "chats.read", Icon: MessagesSquare },
  { key: "inbox", path: "inbox", permission: "inbox.read", Icon: Inbox },
  { key: "groups", path: "groups", permission: "groups.read", Icon: UsersRound },
  { key: "numbers", path: "numbers", permission: "numbers.read", Icon: Smartphone },
];

export const settingsItems: readonly NavItem[] = [
  { key: "general", path: "settings/general", permission: "workspace.read", Icon: Settings2 },
  { key: "members", path: "settings/members", permission: "members.read", Icon: Users },
  { key: "roles", path: "settings/roles", permission: "workspace.read", Icon: ListChecks },
  { key: "connection", path: "settings/connection", permission: "connection.read", Icon: Cable },
  { key: "webhooks", path: "settings/webhooks", permission: "webhooks.read", Icon: Waypoints },
  { key: "labels", path: "settings/labels", permission: "labels.read", Icon: Tags },
  { key: "snippets", path: "settings/snippets", permission: "snippets.read", Icon: BookText },
  { key: "inboxes", path: "settings/inboxes", permission: "inbox.read", Icon: Webhook },
  { key: "destinations", path: "settings/destinations", permission: "destinations.read", Icon: Send },
  { key: "notifications", path: "settings/notifications", permission: "subscriptions.own", Icon: BellRing },
  { key: "billing", path: "settings/billing", permission: "billing.read", Icon: CreditCard },
  { key: "usage", path: "settings/usage", permission: "billing.read", Icon: Gauge },
  { key: "tokens", path: "settings/tokens", permission: "tokens.own", Icon: KeyRound },
  { key: "security", path: "settings/security", permission: "security.manage", Icon: ShieldCheck },
  { key: "audit", path: "settings/audit", permission: "audit.read", Icon: ScrollText },
  { key: "data", path: "settings/data", permission: "inbox.export", Icon: Database },
  { key: "leakTest", path: "settings/leak-test", permission: "walls.test", Icon: ScanSearch },
];

/** The items that lead somebody with these permissions somewhere. */
export const permitted = (items: readonly NavItem[], permissions: readonly Permission[]): NavItem[] =>
  items.filter(({ permission }) => permissions.includes(permission));
