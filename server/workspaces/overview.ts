import { inTenant } from "#db/tenant.ts";
import { refusalOf } from "#server/api/enter.ts";
import { withoutPhones } from "#server/api/without-phones.ts";
import type { Viewer } from "#server/auth/index.ts";
import type { Permission } from "#server/members/index.ts";
import { countMembers, glanceAtConnection, glanceAtEvents, glanceAtNumbers } from "./glance.ts";
import { lastEventSeq, listMemberships, type Membership, sightOf } from "./reads.ts";
import type { OverviewRow } from "./schemas.ts";

/** Workspaces that are read at the same time: somebody with fifty must not take the whole pool. */
const concurrency = 4;

type Glance = { row: OverviewRow; tenantId: string | null };

/** One workspace, read within the sight of its member and as far as their role allows there. */
async function glanceAt(viewer: Viewer, membership: Membership): Promise<Glance> {
  const { id: workspaceId, slug, name, pictureVersion, role, deleteAt } = membership;
  const refusal = (permission: Permission) =>
    refusalOf({ viewer, grant: null }, membership, { permission, confirmed: false });
  const facts = { slug, name, pictureVersion, role, deleteAt: deleteAt?.toISOString() ?? null };
  const locked = refusal("workspace.read")?.reason ?? null;
  if (locked) {
    const row = { ...facts, locked, connection: null, numbers: null, events: null, members: null };
    return { row, tenantId: null };
  }

  const place = sightOf(viewer.id, membership);
  const events = { userId: viewer.id, lastSeq: await lastEventSeq(workspaceId) };
  const ifAllowed = async <T>(permission: Permission, read: () => Promise<T>): Promise<T | null> =>
    refusal(permission) ? null : read();
  return inTenant(place, async (tx) => {
    const connected = await ifAllowed("connection.read", () => glanceAtConnection(tx, place));
    const row = {
      ...facts,
      locked,
      connection: connected?.glance ?? null,
      numbers: await ifAllowed("numbers.read", () => glanceAtNumbers(tx, place)),
      events: await ifAllowed("inbox.read", () => glanceAtEvents(tx, place, events)),
      members: await ifAllowed("members.read", () => countMembers(tx, workspaceId)),
    };
    return {
      row: membership.hidePhones ? withoutPhones(workspaceId, row) : row,
      tenantId: connected?.tenantId ?? null,
    };
  });
}

/** Like `Promise.all` over `work`, a few at a time. */
async function mapBounded<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const rest = items.entries();
  const takeNext = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, takeNext));
  return results;
}

/** MoltFlow counts requests by tenant: says with which of their other workspaces, read with the same right, one shares. */
function nameSharedBudgets(glances: readonly Glance[]): OverviewRow[] {
  return glances.map(({ row, tenantId }) => {
    if (!row.connection?.budget || tenantId === null) return row;
    const sharing = glances.filter((other) => other.row !== row && other.tenantId === tenantId);
    const sharedWith = sharing.map((other) => other.row.name);
    return { ...row, connection: { ...row.connection, budget: { ...row.connection.budget, sharedWith } } };
  });
}

/** How each of a person's workspaces is, by name. Each is read in a transaction of its own that sees nothing else. */
export async function readOverview(viewer: Viewer): Promise<OverviewRow[]> {
  const memberships = await listMemberships(viewer.id);
  return nameSharedBudgets(await mapBounded(memberships, (membership) => glanceAt(viewer, membership)));
}
