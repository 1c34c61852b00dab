import { eq } from "drizzle-orm";
import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { nudge } from "#server/live/index.ts";
import { createMoltflowClient } from "#server/moltflow/index.ts";
import { fitSoon } from "#server/plans/index.ts";
import { seal } from "#server/vault/index.ts";
import { chooseNumbers } from "./choose-numbers.ts";
import { liveRow } from "./client.ts";
import { closeConnection, prepareGoodbye } from "./disconnect.ts";
import { explained } from "./explain.ts";
import { type Account, describeAccount, inspectAccount } from "./inspect.ts";
import { keyHint, normaliseOrigin } from "./key.ts";
import { lockConnecting, stillChanging } from "./lock.ts";
import { lineOfNewcomer } from "./newcomer.ts";
import { liveConnection, readConnection } from "./reads.ts";
import { makeSandboxTenant } from "./sandbox-tenant.ts";
import { saveSessions } from "./save-sessions.ts";
import { type ConnectInput, moltflowKeySchema } from "./schemas.ts";
import { tellOwners } from "./tell-owners.ts";
import type { ConnectionView } from "./view.ts";

export type NewConnection = {
  baseUrl: string;
  key: string;
  actor: Actor;
  /** Allows every number that the key reaches and registers the inbox, for operators. */
  allowAll?: boolean;
};

/**
 * Connects with the person's key, or with a fresh tenant of the sandbox.
 * @throws DomainError as {@link addConnection}; `connection.sandbox_missing`, `connection.sandbox_down`
 */
export async function connect(
  workspace: { id: string; name: string },
  input: ConnectInput,
  actor: Actor,
): Promise<ConnectionView> {
  const access =
    "key" in input
      ? { baseUrl: env().MOLTFLOW_API_URL, key: input.key }
      : await makeSandboxTenant(workspace.name);
  return addConnection(workspace.id, { ...access, actor });
}

/**
 * Tests a key and makes it the workspace's connection; no number is allowed yet. A key of the same MoltFlow tenant
 * replaces the one before; one of another tenant disconnects the old connection in the same act.
 * @throws DomainError `connection.key_format`, `connection.address`, `connection.changing`, `moltflow.*`
 */
export async function addConnection(
  workspaceId: string,
  { baseUrl: address, key: pasted, actor, allowAll = false }: NewConnection,
): Promise<ConnectionView> {
  const baseUrl = normaliseOrigin(address);
  const key = moltflowKeySchema.safeParse(pasted).data;
  if (!baseUrl || !key) throw baseUrl ? malformedKey() : malformedAddress();
  const line = lineOfNewcomer({ workspaceId, baseUrl, actor });
  const client = createMoltflowClient({ baseUrl, apiKey: key, log: log(), takeTurn: line.takeTurn });
  const account = await explained(() => inspectAccount(client, line.found));
  await replaceConnection(workspaceId, { baseUrl, key, account, actor });
  if (allowAll) {
    return chooseNumbers(
      workspaceId,
      account.sessions.map(({ id }) => id),
      actor,
    );
  }
  return inTenant(workspaceId, async (tx) => {
    const view = await readConnection(tx, workspaceId);
    if (!view) throw stillChanging();
    return view;
  });
}

type Tested = { baseUrl: string; key: string; account: Account; actor: Actor };

/** Two people may connect at once: whoever finds another connection than the one that was read begins again. */
async function replaceConnection(workspaceId: string, tested: Tested): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (await tryReplace(workspaceId, tested)) return;
  }
  throw stillChanging();
}

async function tryReplace(workspaceId: string, { baseUrl, key, account, actor }: Tested): Promise<boolean> {
  const live = await liveRow(workspaceId);
  const isSame = live?.upstreamTenantId === account.tenantId && live.baseUrl === baseUrl;
  const id = live && isSame ? live.id : newId();
  const sealedKey = await seal({ workspaceId, purpose: "moltflow-key", recordId: id }, key);
  const goodbye = live && !isSame ? await prepareGoodbye(live) : null;

  const replaced = await inTenant(workspaceId, async (tx) => {
    await lockConnecting(tx, workspaceId);
    const [now] = await tx
      .select({ id: connections.id })
      .from(connections)
      .where(liveConnection(workspaceId));
    if (now?.id !== live?.id) return false;
    if (goodbye) await closeConnection(tx, goodbye.row, actor);
    const found = { ...describeAccount(account), baseUrl, sealedKey, keyHint: keyHint(key) };
    if (isSame) await tx.update(connections).set(found).where(eq(connections.id, id));
    else await tx.insert(connections).values({ workspaceId, id, ...found });
    await fitSoon(tx, workspaceId);
    await saveSessions(tx, { workspaceId, id }, account.sessions, account.readAt);
    await record(tx, {
      workspaceId,
      actor,
      action: isSame ? "connection.replace_key" : "connection.connect",
      target: id,
      details: { baseUrl, upstreamTenantId: account.tenantId, plan: account.plan },
    });
    await tellOwners(tx, workspaceId);
    await nudge(tx, workspaceId, "connection");
    await nudge(tx, workspaceId, "numbers");
    return true;
  });
  if (replaced) await goodbye?.say();
  return replaced;
}

const malformedKey = () =>
  new DomainError(
    "invalid",
    "connection.key_format",
    "This is not a MoltFlow API key: those start with mf_ and have no spaces. Copy the whole key from MoltFlow and paste it again.",
  );

const malformedAddress = () =>
  new DomainError(
    "invalid",
    "connection.address",
    "This is not an http(s) address of a MoltFlow host. Give its origin, for example https://apiv2.waiflow.app.",
  );
