import { MailDev } from "maildev";
import { migrate } from "#db/migrate.ts";
import { startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { startStripeSandbox } from "#sandbox/stripe/server.ts";
import { freePort } from "#tests/support/free-port.ts";
import { testEnv } from "#tests/support/test-env.ts";
import { createDatabase, dropDatabase, startTestPostgres } from "#tests/support/test-postgres.ts";
import { announce } from "./addresses.ts";
import { startProduct } from "./product.ts";
import { stripeSettings } from "./stripe.ts";

/** Starts the whole product as in production: database, MoltFlow sandbox, mail, and the built application. */
export default async function setup(): Promise<() => Promise<void>> {
  const started: (() => Promise<void>)[] = [];
  const teardown = async () => {
    for (const stop of started.reverse()) await stop();
  };
  try {
    const server = await startTestPostgres();
    started.push(() => server.stop());
    const database = await createDatabase(server.url);
    started.push(() => dropDatabase(server.url, database));
    await migrate(database);

    const sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true, tenants: "standard" });
    started.push(() => sandbox.close());

    const mail = await startMail();
    started.push(mail.stop);

    const port = await freePort();
    // A name and not an address: browsers make passkeys for names only.
    const url = `http://localhost:${port}`;
    const { STRIPE_WEBHOOK_SECRETS: webhookSecret } = stripeSettings("");
    const stripe = await startStripeSandbox({
      port: 0,
      ...{ webhookUrl: `${url}/api/stripe/webhook`, webhookSecret, webhookRetryBaseMs: 200 },
    });
    started.push(() => stripe.close());

    const product = await startProduct(url, {
      ...testEnv,
      HOST: "127.0.0.1",
      PORT: String(port),
      PUBLIC_URL: url,
      DATABASE_URL: database,
      SMTP_URL: mail.smtp,
      MOLTFLOW_API_URL: sandbox.url,
      MOLTFLOW_SANDBOX_URL: sandbox.url,
      ...stripeSettings(stripe.url),
      // Receivers of deliveries, and push services, are on this machine.
      DESTINATIONS_ALLOW_LOOPBACK: "true",
      LOG_LEVEL: "info",
    });
    started.push(product.stop);

    announce({ product: url, sandbox: sandbox.url, stripe: stripe.url, mail: mail.web, database });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

async function startMail(): Promise<{ smtp: string; web: string; stop(): Promise<void> }> {
  const maildev = new MailDev({
    smtp: 0,
    web: 0,
    ip: "127.0.0.1",
    webIp: "127.0.0.1",
    silent: true,
  });
  const { smtp, api } = await maildev.start();
  return {
    smtp: `smtp://127.0.0.1:${smtp.getPort()}`,
    web: `http://127.0.0.1:${api?.getPort()}`,
    stop: () => maildev.stop(),
  };
}
