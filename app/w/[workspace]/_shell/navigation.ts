import { Cable, Inbox, type LucideIcon, Smartphone, Webhook } from "lucide-react";

interface NavItem {
  /** Also the message key in `shell`. */
  key: "inbox" | "numbers" | "connection" | "inboxes";
  /** After `/w/<slug>/`. */
  path: string;
  Icon: LucideIcon;
}

export const mainItems: NavItem[] = [
  { key: "inbox", path: "inbox", Icon: Inbox },
  { key: "numbers", path: "numbers", Icon: Smartphone },
];

export const settingsItems: NavItem[] = [
  { key: "connection", path: "settings/connection", Icon: Cable },
  { key: "inboxes", path: "settings/inboxes", Icon: Webhook },
];
