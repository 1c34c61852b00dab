import { z } from "zod";
import { addresses } from "./addresses.ts";

const tenantSchema = z.object({
  tenantId: z.string(),
  key: z.string(),
  sessionId: z.string().nullable(),
  chats: z.array(z.object({ id: z.string(), jid: z.string(), name: z.string().nullable() })),
});

const stateSchema = z.object({
  tenants: z.array(
    z.looseObject({
      id: z.string(),
      sessions: z.array(z.looseObject({ id: z.string(), status: z.string() })),
      messages: z.array(z.looseObject({ id: z.string(), direction: z.string(), text: z.string() })),
    }),
  ),
  contractViolations: z.array(z.unknown()),
});

type NewTenant = { plan: "free" | "starter" | "pro" | "business"; name?: string; seed?: "working" | "empty" };
type Incoming = { chatId?: string; phone?: string; name?: string; text: string };

/** What people and WhatsApp do in the sandbox; see `sandbox/moltflow/control.ts`. */
export const sandbox = {
  createTenant: async (wish: NewTenant) => tenantSchema.parse(await call("POST", "tenants", wish)),
  /** Scans the QR code that the session shows. */
  scan: (sessionId: string, phone?: string) => call("POST", `sessions/${sessionId}/scan`, { phone }),
  drop: (sessionId: string) => call("POST", `sessions/${sessionId}/drop`, {}),
  /** A contact writes to the session's number. */
  receive: (sessionId: string, message: Incoming) => call("POST", `sessions/${sessionId}/receive`, message),
  fault: (fault: Record<string, unknown>) => call("POST", "faults", fault),
  state: async () => stateSchema.parse(await call("GET", "state")),
};

async function call(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${addresses().sandbox}/_sandbox/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox refused ${method} ${path} (${response.status}): ${text}`);
  return text === "" ? null : JSON.parse(text);
}
