import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startStripeSandbox } from "#sandbox/stripe/server.ts";

/**
 * Stripe's stand-in with our door as its endpoint, and the settings that lead there. To be imported before anything that
 * reads settings; one for each test file.
 */
const door = createServer(async (request, response) => {
  const { answerStripe } = await import("#server/billing/index.ts");
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const answer = await answerStripe(
    new Request("http://localhost/api/stripe/webhook", {
      method: "POST",
      headers: { "stripe-signature": String(request.headers["stripe-signature"] ?? "") },
      body: Buffer.concat(parts),
    }),
  );
  response.writeHead(answer.status, { "content-type": "application/json" });
  response.end(await answer.text());
});
await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
const { port } = door.address() as AddressInfo;

export const standIn = await startStripeSandbox({
  port: 0,
  webhookUrl: `http://127.0.0.1:${port}/api/stripe/webhook`,
  webhookRetryBaseMs: 20,
});
export const { control } = standIn;

// With a real test key and no stand-in's address, `contract.db.test.ts` asks Stripe itself; the others need the stand-in.
if (!process.env.STRIPE_SECRET_KEY || process.env.STRIPE_API_BASE) {
  process.env.STRIPE_SECRET_KEY = standIn.key;
  process.env.STRIPE_API_BASE = standIn.url;
}
process.env.STRIPE_WEBHOOK_SECRETS = standIn.webhookSecret;

export async function closeDesk(): Promise<void> {
  await standIn.close();
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
}
