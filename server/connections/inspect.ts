import {
  type MoltflowClient,
  MoltflowError,
  operations,
  type Session,
  type Webhook,
} from "#server/moltflow/index.ts";

/** What a key opens, read in four calls. */
export type Account = {
  tenantId: string;
  tenantName: string | null;
  plan: string | null;
  requestsPerMinute: number;
  /** Scopes of reads that were refused; what hangs on them will not work. */
  missingScopes: string[];
  sessions: Session[];
  /** Null when the key may not list them. */
  webhooks: Webhook[] | null;
  /** Taken before the calls, so that what is heard meanwhile counts as newer. */
  readAt: Date;
};

/** MoltFlow's limits by plan; a plan that we do not know gets the smallest. */
const requestsPerMinute: ReadonlyMap<string, number> = new Map([
  ["free", 10],
  ["starter", 20],
  ["pro", 40],
  ["business", 60],
]);
export const smallestLimit = 10;

/**
 * `found` hears of the account as soon as it is known.
 * @throws MoltflowError; a refused subscription or webhook list is no error, a refused session list is
 */
export async function inspectAccount(
  client: MoltflowClient,
  found: (tenantId: string) => Promise<void> = () => Promise.resolve(),
): Promise<Account> {
  const readAt = new Date();
  const missing = new Set<string>();

  const ifPermitted = async <T>(call: Promise<T>): Promise<T | null> => {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof MoltflowError) || !error.kind.startsWith("forbidden_")) throw error;
      if (error.kind === "forbidden_scope") for (const scope of scopesOf(error)) missing.add(scope);
      return null;
    }
  };

  const profile = await client.getProfile();
  await found(profile.tenantId);
  const [subscription, sessions, webhooks] = await Promise.all([
    ifPermitted(client.getSubscription()),
    client.listSessions(),
    ifPermitted(client.listWebhooks()),
  ]);
  const plan = subscription?.planId ?? profile.plan;
  return {
    tenantId: profile.tenantId,
    tenantName: profile.tenantName,
    plan,
    requestsPerMinute: requestsPerMinute.get(plan?.toLowerCase() ?? "") ?? smallestLimit,
    missingScopes: [...missing],
    sessions,
    webhooks,
    readAt,
  };
}

function scopesOf({ requiredScopes, operation }: MoltflowError): readonly string[] {
  const { scope } = operations[operation];
  return requiredScopes.length === 0 && scope ? [scope] : requiredScopes;
}

/** The columns that a look at the account fills. */
export function describeAccount(account: Account) {
  return {
    upstreamTenantId: account.tenantId,
    upstreamTenantName: account.tenantName,
    plan: account.plan,
    requestsPerMinute: account.requestsPerMinute,
    missingScopes: account.missingScopes,
    health: "ok",
    checkedAt: new Date(),
  };
}
