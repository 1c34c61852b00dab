import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Runner } from "graphile-worker";
import { closeDatabase } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { EnvError, env, exportForLibraries } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { metrics } from "#server/core/metrics.ts";
import { startDispatcher } from "#server/deliveries/dispatcher.ts";
import { startFanOut } from "#server/fan-out/pump.ts";
import { answerInbox, inboxTokenOf } from "#server/http/fast-lane.ts";
import { answerProbe } from "#server/http/probes.ts";
import { secure } from "#server/http/security.ts";
import { startHearing } from "#server/inbox/hearing.ts";
import { inboxDrained } from "#server/inbox/index.ts";
import type { EventFollower } from "#server/jobs/follow-events.ts";
import { closeMail } from "#server/mail/index.ts";
import { callersCounted } from "#server/usage/index.ts";
import { startWorker } from "#server/worker.ts";

type NextApp = {
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  close: () => Promise<void>;
  upgrade: ((...args: [IncomingMessage, never, never]) => Promise<void>) | null;
};

/** How long open streams may linger after the last accepted event was stored. */
const goodbyeMs = 3_000;

async function startNext(server: Server): Promise<NextApp> {
  const { default: next } = await import("next");
  const dev = env().NODE_ENV === "development";
  const app = next({ dev, httpServer: server, hostname: env().HOST, port: env().PORT });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    answer: (request, response) => handle(request, response),
    close: () => app.close(),
    upgrade: dev ? (app.getUpgradeHandler() as NextApp["upgrade"]) : null,
  };
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(env().PORT, env().HOST, () => resolve(server.address() as AddressInfo));
  });
}

/** The one start-up failure that everybody meets, in words. */
function portTaken(error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) return error;
  const message = `Port ${env().PORT} is taken by another program. Stop it, or set PORT to a free one.`;
  return new EnvError(message, { cause: error });
}

function notHere(response: ServerResponse): void {
  response.writeHead(404, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: "not_found", message: "This process serves no pages." }));
}

/** Redis carries nudges and counts requests a minute. */
async function leanOnRedis(url: string): Promise<{ stop: () => void }> {
  const { startRedis } = await import("#server/live/redis.ts");
  const { startRedisMinutes } = await import("#server/limiter/redis-minutes.ts");
  const uses = [startRedis(url), await startRedisMinutes(url)];
  const stop = () => {
    for (const use of uses) use.stop();
  };
  return { stop };
}

/** A process of Moltdesk: its doors, its worker, or both, by `ROLE`. */
export async function startServer(): Promise<{ url: string; close: () => Promise<void> }> {
  exportForLibraries();
  const has = (role: "web" | "ingest" | "worker") => env().ROLE.includes(role);
  // A stand-in that may not be used here is refused before anybody could pay with it.
  if (env().STRIPE_SECRET_KEY) (await import("#server/billing/stripe.ts")).stripe();
  await migrate(env().DATABASE_URL);

  const { REDIS_URL: redisUrl } = env();
  const redis = redisUrl ? await leanOnRedis(redisUrl) : null;
  let runner: Runner | null = null;
  let followers: EventFollower[] = [];
  let dispatcher: ReturnType<typeof startDispatcher> | null = null;
  let nextApp: NextApp | null = null;
  const workerRuns = () => !has("worker") || runner !== null;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const token = has("web") || has("ingest") ? inboxTokenOf(request.url ?? "") : null;
    if (token !== null) return answerInbox(request, response, token);
    secure(request, response);
    if (await answerProbe(request, response, workerRuns)) return;
    if (nextApp) return nextApp.answer(request, response);
    notHere(response);
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Neither a query nor an inbox's token belongs in a log.
      const path = request.url?.split("?")[0]?.replace(/^\/(in|invite)\/.*/, "/$1/…");
      log().error({ err: messageOf(error), path }, "request failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  if (has("web")) {
    nextApp = await startNext(server);
    const { upgrade } = nextApp;
    if (upgrade) {
      server.on("upgrade", (request, socket, head) => void upgrade(request, socket as never, head as never));
    }
  }
  if (has("worker")) {
    runner = await startWorker();
    runner.promise.catch((error: unknown) => {
      log().fatal({ err: messageOf(error) }, "worker stopped");
      runner = null;
    });
    followers = [startHearing(), startFanOut()];
    dispatcher = startDispatcher();
  }
  const { port } = await listen(server);
  const url = `http://${env().HOST}:${port}`;
  metrics().up.set(1);
  log().info({ address: url, public: env().PUBLIC_URL }, "ready");
  if (has("web") && !env().SMTP_URL) {
    log().warn(
      "SMTP_URL is not set, so no sign-in mail goes out; `npm run desk -- sign-in-link` makes links",
    );
  }

  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const goingOn = [runner, dispatcher, ...followers].map((work) => work?.stop());
    await Promise.all([inboxDrained(), ...goingOn]);
    const timer = setTimeout(() => server.closeAllConnections(), goodbyeMs);
    await nextApp?.close();
    server.closeAllConnections();
    await closed;
    clearTimeout(timer);
    closeMail();
    redis?.stop();
    await callersCounted();
    await closeDatabase();
  };
  return { url, close };
}

/**
 * Runs until a signal asks to stop; everything accepted is finished first, then `afterwards` runs. A second signal ends
 * it at once. When it cannot start, `afterwards` runs too and the error is thrown.
 */
export async function runUntilStopped(
  afterwards: () => Promise<void> = async () => undefined,
): Promise<void> {
  const server = await startServer().catch(async (error: unknown) => {
    await afterwards();
    throw portTaken(error);
  });
  const stop = (signal: NodeJS.Signals) => {
    log().info({ signal }, "stopping");
    process.once("SIGINT", () => process.exit(1));
    server
      .close()
      .then(afterwards)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log().error({ err: messageOf(error) }, "stopped uncleanly");
          process.exit(1);
        },
      );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

if (import.meta.main) {
  runUntilStopped().catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  });
}
