import type { notificationSettings } from "#db/schema/index.ts";
import type { NotificationSettings } from "./schemas.ts";

type SettingsRow = typeof notificationSettings.$inferSelect;

/** Without a row: the workspace's time zone, no quiet hours, the digest at 8. */
export function toSettings(row: SettingsRow | null, workspaceTimeZone: string): NotificationSettings {
  return {
    timeZone: row?.timeZone ?? workspaceTimeZone,
    quietFrom: row?.quietFrom ?? null,
    quietUntil: row?.quietUntil ?? null,
    quietDays: row?.quietDays ?? [],
    digestHour: row?.digestHour ?? 8,
    mutedUntil: row?.mutedUntil?.toISOString() ?? null,
  };
}
