import type { Transaction } from "#db/client.ts";
import type { MonitoredGroup } from "#server/moltflow/index.ts";
import { amendUpstream, upstreamKey } from "#server/upstream/index.ts";
import type { StoredGroup } from "./view.ts";

export const monitoredKey = upstreamKey("listMonitoredGroups", {});

/** MoltFlow's answer as the cache keeps it. It may leave out whose group it is, which does not change. */
export const replacing = (sessionId: string | null, group: MonitoredGroup): StoredGroup => ({
  ...group,
  sessionId,
  createdAt: group.createdAt?.toISOString() ?? null,
});

/** Puts a group into the stored list, in the place of what was there of it. */
export const amendGroup = (tx: Transaction, workspaceId: string, group: StoredGroup): Promise<void> =>
  amendUpstream(tx, workspaceId, monitoredKey, (groups) =>
    groups.some(({ id }) => id === group.id)
      ? groups.map((other) => (other.id === group.id ? group : other))
      : [...groups, group],
  );

export const removeGroup = (tx: Transaction, workspaceId: string, groupId: string): Promise<void> =>
  amendUpstream(tx, workspaceId, monitoredKey, (groups) => groups.filter(({ id }) => id !== groupId));
