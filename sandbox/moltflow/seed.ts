import { issueKey } from "./auth.ts";
import { waLabels } from "./conversations.ts";
import type { Sandbox } from "./sandbox.ts";
import { seedChats, seedGroups, seedLabels } from "./seed-history.ts";
import type { PlanId, Session, Tenant } from "./store.ts";
import { planIds } from "./store.ts";
import { dayOf } from "./usage.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const daysOfUsage = 45;

const tenantNames: Record<PlanId, string> = {
  free: "Corner Bakery",
  starter: "Bright Smile Dental",
  pro: "Harbour Property Care",
  business: "Northline Logistics",
};

export type TenantWish = {
  plan: PlanId;
  name?: string;
  seed?: "working" | "empty";
  chatHistory?: boolean;
  /** Whether the seeded number is a WhatsApp Business account; it is on every paid plan when left out. */
  business?: boolean;
};

/** A new tenant with its owner, and with one working number and its history when asked for `working`. */
export function createTenant(
  sandbox: Sandbox,
  wish: TenantWish,
): { tenant: Tenant; session: Session | null } {
  const { store, random, clock } = sandbox;
  const name = wish.name ?? tenantNames[wish.plan];
  const tenant = store.tenants.add({
    id: random.uuid(),
    name,
    plan: wish.plan,
    user: { id: random.uuid(), email: `owner-${random.hex(6)}@sandbox.example`, fullName: "Sandbox Owner" },
    settings: {
      allowedNumbers: [],
      requireApproval: false,
      aiConsentEnabled: false,
      chatHistoryAccessEnabled: wish.chatHistory ?? true,
    },
    trafficEveryMs: 0,
    createdAtMs: clock.now() - daysOfUsage * dayMs,
  });
  const isBusiness = wish.business ?? wish.plan !== "free";
  const session = wish.seed === "working" ? seedWorkingSession(sandbox, tenant, isBusiness) : null;
  sandbox.changed();
  return { tenant, session };
}

function seedWorkingSession(sandbox: Sandbox, tenant: Tenant, isBusiness: boolean): Session {
  const { store, random, clock } = sandbox;
  const session = store.sessions.add({
    id: random.uuid(),
    tenantId: tenant.id,
    name: "Front desk",
    status: "working",
    phoneNumber: `+1555${random.digits(7)}`,
    isBusiness,
    hasCredentials: true,
    config: { auto_transcribe: false },
    waLabels: isBusiness ? waLabels.map((label) => ({ ...label })) : [],
    qr: null,
    createdAtMs: clock.now() - 30 * dayMs,
    updatedAtMs: clock.now() - 30 * dayMs,
  });
  seedGroups(sandbox, session);
  seedChats(sandbox, session);
  seedLabels(sandbox, session);
  seedUsage(sandbox, tenant);
  return session;
}

// Small figures, so that even the free plan's 50 messages a month leave room to send.
function seedUsage(sandbox: Sandbox, tenant: Tenant): void {
  const { store, random, clock } = sandbox;
  for (let back = 1; back <= daysOfUsage; back += 1) {
    const day = dayOf(clock.now() - back * dayMs);
    const id = `${tenant.id}:${day}`;
    const sent = back % 4 === 0 ? 1 : 0;
    store.usageDays.add({
      id,
      tenantId: tenant.id,
      day,
      sent,
      received: random.integer(0, 1),
      apiCalls: random.integer(5, 40),
    });
  }
}

/** One tenant a plan, each with a fixed key that has every scope: `mf_sandbox_<plan>`. */
export function seedStandardTenants(sandbox: Sandbox): void {
  for (const plan of planIds) {
    const { tenant } = createTenant(sandbox, { plan, seed: "working" });
    issueKey(sandbox, {
      tenantId: tenant.id,
      name: `Sandbox ${plan}`,
      scopes: sandbox.contract.scopes,
      rawKey: `mf_sandbox_${plan}`,
      shown: true,
    });
  }
}
