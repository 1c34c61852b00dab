import { z } from "zod";
import { DomainError } from "#server/core/errors.ts";
import { sandboxUrl } from "./view.ts";

const trafficEveryMs = 6_000;
const timeoutMs = 10_000;
const tenantSchema = z.object({ tenantId: z.string().min(1), key: z.string().min(1) });

/**
 * Makes a tenant in the sandbox: one working number, with people who keep writing to it.
 * @throws DomainError `connection.sandbox_missing`, `connection.sandbox_down`
 */
export async function makeSandboxTenant(name: string): Promise<{ baseUrl: string; key: string }> {
  const baseUrl = sandboxUrl();
  if (!baseUrl) {
    throw new DomainError(
      "invalid",
      "connection.sandbox_missing",
      "This installation has no sandbox. Paste a MoltFlow API key, or ask whoever runs it to set MOLTFLOW_SANDBOX_URL.",
    );
  }
  try {
    const made = await control(`${baseUrl}/_sandbox/tenants`, { plan: "pro", name, seed: "working" });
    const { tenantId, key } = tenantSchema.parse(await made.json());
    await control(`${baseUrl}/_sandbox/tenants/${encodeURIComponent(tenantId)}/traffic`, {
      everyMs: trafficEveryMs,
    });
    return { baseUrl, key };
  } catch (cause) {
    throw new DomainError(
      "unavailable",
      "connection.sandbox_down",
      "The sandbox does not answer as it should. Check that it is running (npm run sandbox), then try again.",
      { cause },
    );
  }
}

async function control(url: string, body: object): Promise<Response> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
  return answer;
}
