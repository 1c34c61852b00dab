import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { listen } from "../shared/listen.ts";
import { createStateFile } from "../shared/state-file.ts";
import { apiPrefix, createApi } from "./api.ts";
import { type Clock, type ManualClock, realClock } from "./clock.ts";
import { loadContract } from "./contract.ts";
import { createControl } from "./control.ts";
import { progress } from "./engine/messages.ts";
import { resumeSessions } from "./engine/sessions.ts";
import { createSessionStreams } from "./engine/streams.ts";
import { planAnalysis } from "./engine/watching.ts";
import { createFaults } from "./faults.ts";
import { createPages } from "./page/index.ts";
import { createRandom } from "./random.ts";
import { createRateLimiter } from "./rate-limit.ts";
import { newRequestLog } from "./request-log.ts";
import { handlers } from "./routes/index.ts";
import type { ContractViolation, Sandbox } from "./sandbox.ts";
import { seedStandardTenants } from "./seed.ts";
import { peopleFor } from "./seed-history.ts";
import { readState } from "./state-file.ts";
import { createStore } from "./store.ts";
import { createTraffic, type Traffic } from "./traffic.ts";
import { loadValidator } from "./validation.ts";
import { createWebhookDispatcher } from "./webhooks.ts";

export type SandboxOptions = {
  /** 0 lets the system choose. */
  port?: number;
  host?: string;
  seed?: number;
  /** "real", or a manual clock of the caller's. */
  clock?: "real" | ManualClock;
  /** Accept webhook URLs on private addresses, and plain HTTP to this machine. For development and tests. */
  allowPrivateUrls?: boolean;
  /** "standard" seeds one tenant a plan with keys `mf_sandbox_<plan>`. */
  tenants?: "standard" | "none";
  /** Answer 500 instead of an answer that breaks the contract. */
  strict?: boolean;
  /** Keep the state in this JSON file across restarts. */
  stateFile?: string;
  /** Wait before a failed webhook delivery is tried again; doubles with each further try. */
  webhookRetryBaseMs?: number;
};

export type RunningSandbox = {
  url: string;
  port: number;
  sandbox: Sandbox;
  contractViolations: ContractViolation[];
  close(): Promise<void>;
};

const defaultSeed = 20_260_211;

function newSandbox(options: SandboxOptions, clock: Clock, closing: AbortSignal): Sandbox {
  const random = createRandom(options.seed ?? defaultSeed);
  const contractViolations: ContractViolation[] = [];
  const sandbox: Sandbox = {
    clock,
    random,
    contract: loadContract(),
    validator: loadValidator(),
    store: createStore(),
    faults: createFaults(random),
    limiter: createRateLimiter(clock),
    requests: newRequestLog(),
    webhooks: createWebhookDispatcher(() => sandbox, options.webhookRetryBaseMs ?? 2_000),
    streams: createSessionStreams(),
    allowPrivateUrls: options.allowPrivateUrls ?? false,
    strict: options.strict ?? false,
    contractViolations,
    reportViolation(violation) {
      contractViolations.push(violation);
      process.stderr.write(
        `MoltFlow sandbox: ${violation.where} breaks the contract: ${violation.problems.join("; ")}\n`,
      );
    },
    changed: () => {},
    closing,
    plans: new Map(),
  };
  return sandbox;
}

/** Fills the sandbox from its saved state, else from the seed; engines and traffic take up again. */
function populate(sandbox: Sandbox, options: SandboxOptions): void {
  const saved = options.stateFile ? readState(options.stateFile) : null;
  if (!saved) {
    if (options.tenants !== "none") seedStandardTenants(sandbox);
    return;
  }
  sandbox.store.restore(saved.state);
  sandbox.random.restore(saved.randomPosition);
  resumeSessions(sandbox);
  for (const message of sandbox.store.messages.all()) progress(sandbox, message);
  for (const seen of sandbox.store.groupMessages.all()) planAnalysis(sandbox, seen);
  fillEmptyGroups(sandbox);
}

/** Groups saved by an older sandbox know only how many people they have. */
function fillEmptyGroups(sandbox: Sandbox): void {
  for (const group of sandbox.store.groups.where(({ members }) => members.length === 0)) {
    const session = sandbox.store.sessions.get(group.sessionId);
    if (session) group.members = peopleFor(sandbox, session, group.monitor ? "owner" : "member");
  }
}

/**
 * Starts a MoltFlow stand-in on its own HTTP port.
 * @throws Error (`code: "EADDRINUSE"`) when the port is taken, and when the state file cannot be read
 */
export async function startMoltflowSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const host = options.host ?? "127.0.0.1";
  const manual = options.clock && options.clock !== "real" ? options.clock : null;
  const clock = manual ?? realClock();
  const closing = new AbortController();
  const sandbox = newSandbox(options, clock, closing.signal);
  populate(sandbox, options);

  const traffic = createTraffic(sandbox);

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use("/_sandbox/*", refuseOtherSites);
  app.all(`${apiPrefix}/*`, createApi(sandbox, handlers));
  app.route(
    "/_sandbox",
    createControl(sandbox, { traffic, manual, reset: () => reset(sandbox, traffic, options) }),
  );
  app.route("/", createPages(sandbox));
  app.notFound((context) => context.json({ detail: "Not Found" }, 404));

  const { server, port } = await listen(app, host, options.port ?? 4010).catch((error: unknown) => {
    clock.cancelAll();
    throw error;
  });

  // Only now: a sandbox that did not get its port must not write over the state of the one that has it.
  const file = options.stateFile
    ? createStateFile(options.stateFile, () => ({
        version: 1,
        randomPosition: sandbox.random.position(),
        state: sandbox.store.snapshot(),
      }))
    : null;
  if (file) sandbox.changed = file.schedule;
  traffic.resume();
  sandbox.changed();

  return {
    url: `http://${host}:${port}`,
    port,
    sandbox,
    contractViolations: sandbox.contractViolations,
    async close() {
      closing.abort();
      traffic.stop();
      clock.cancelAll();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      file?.flush();
      sandbox.changed = () => {};
    },
  };
}

/** The control API has no key, so a page of another site, open in the same browser, must not reach it. */
const refuseOtherSites = createMiddleware(async (context, next) => {
  const origin = context.req.header("origin");
  const isOwn =
    origin === undefined || (URL.canParse(origin) && new URL(origin).host === context.req.header("host"));
  if (!isOwn) return context.json({ error: "Only the sandbox's own page and programs may control it." }, 403);
  await next();
});

/** Back to the seeded start; keeps the port and the clock. */
function reset(sandbox: Sandbox, traffic: Traffic, options: SandboxOptions): void {
  traffic.stop();
  for (const cancel of sandbox.plans.values()) cancel();
  sandbox.plans.clear();
  sandbox.faults.clear();
  sandbox.limiter.reset();
  sandbox.requests.clear();
  sandbox.webhooks.clear();
  sandbox.contractViolations.length = 0;
  sandbox.store.restore(createStore().snapshot());
  sandbox.random.restore(options.seed ?? defaultSeed);
  if (options.tenants !== "none") seedStandardTenants(sandbox);
  sandbox.changed();
}
