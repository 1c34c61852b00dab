import { notificationSettings } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { nudge } from "#server/live/index.ts";
import type { Asker } from "./asker.ts";
import type { NotificationSettings } from "./schemas.ts";
import { toSettings } from "./settings-view.ts";

/** Keeps when the asker wants to be told. */
export function setSettings(
  { mutedUntil, ...settings }: NotificationSettings,
  { sight, userId }: Asker,
): Promise<NotificationSettings> {
  const { workspaceId } = sight;
  const values = { ...settings, mutedUntil: mutedUntil === null ? null : new Date(mutedUntil) };
  return inTenant(sight, async (tx) => {
    const [row] = await tx
      .insert(notificationSettings)
      .values({ workspaceId, userId, ...values })
      .onConflictDoUpdate({
        target: [notificationSettings.workspaceId, notificationSettings.userId],
        set: values,
      })
      .returning();
    await nudge(tx, workspaceId, "subscriptions");
    return toSettings(row ?? null, settings.timeZone);
  });
}
