import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { listen } from "../shared/listen.ts";
import { createStateFile } from "../shared/state-file.ts";
import { createApi } from "./api.ts";
import { type Clock, frozenClock, runningClock } from "./clock.ts";
import { type Control, createControl } from "./control.ts";
import { createControlApi } from "./control-api.ts";
import { workOffDue } from "./engine/due.ts";
import { recordEvent } from "./events.ts";
import { createFaults } from "./faults.ts";
import { createIdempotencyKeys } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { createPages } from "./page/index.ts";
import { nothingHere } from "./page/layout.ts";
import { newRequestLog } from "./request-log.ts";
import { findRoute } from "./routes/index.ts";
import type { Sandbox } from "./sandbox.ts";
import { readState } from "./state-file.ts";
import { createStore } from "./store.ts";
import { render } from "./views/index.ts";
import { createDispatcher } from "./webhooks.ts";

export type StripeSandboxOptions = {
  /** 0 lets the system choose. */
  port?: number;
  host?: string;
  /** "running" goes with the wall clock; a number is the Unix second at which the clock stands still. */
  clock?: "running" | number;
  /** What becomes of a subscription when the last retry has failed. */
  retriesEndWith?: "cancel" | "unpaid" | "past_due";
  /** An endpoint that hears every event from the start; more are made over the API. */
  webhookUrl?: string;
  /** That endpoint's secret; made up when left out. */
  webhookSecret?: string;
  /** Keep the state in this JSON file across restarts. */
  stateFile?: string;
  /** Wall-clock wait before a webhook is tried again; doubles with each further try. */
  webhookRetryBaseMs?: number;
};

export type RunningStripeSandbox = {
  url: string;
  port: number;
  /** A key that the API takes; any other of test mode does too. */
  key: string;
  /** The secret of the endpoint that `webhookUrl` made. */
  webhookSecret: string;
  control: Control;
  sandbox: Sandbox;
  close(): Promise<void>;
};

export const standInKey = "sk_test_standin";
const tickMs = 1_000;

function newSandbox(clock: Clock, url: () => string, options: StripeSandboxOptions): Sandbox {
  const store = createStore();
  const sandbox: Sandbox = {
    clock,
    store,
    settings: { retriesEndWith: options.retriesEndWith ?? "cancel", failingCharges: new Map() },
    faults: createFaults(),
    requests: newRequestLog(),
    webhooks: createDispatcher(store, options.webhookRetryBaseMs ?? 1_000),
    request: { id: null, idempotency_key: null },
    url,
    emit: (type, row, before) => void recordEvent(sandbox, type, render(sandbox, row), { before }),
    changed: () => {},
  };
  return sandbox;
}

/** The endpoint of the options; a restored state has it already, perhaps at an older address. */
function provideEndpoint(sandbox: Sandbox, url: string, secret: string): void {
  const { store, clock } = sandbox;
  const known = store.webhookEndpoints.where(({ metadata }) => metadata.standin === "default")[0];
  if (known) Object.assign(known, { url, secrets: [{ secret, until: null }] });
  else {
    store.webhookEndpoints.add({
      id: newId("we"),
      object: "webhook_endpoint",
      created: clock.now(),
      description: "Given when the stand-in was started",
      enabled_events: ["*"],
      metadata: { standin: "default" },
      secrets: [{ secret, until: null }],
      status: "enabled",
      url,
    });
  }
}

function clockOf(options: StripeSandboxOptions, aheadSeconds: number): Clock {
  return typeof options.clock === "number" ? frozenClock(options.clock) : runningClock(aheadSeconds);
}

/**
 * Starts a Stripe stand-in on its own HTTP port. No money moves, no card is charged.
 * @throws Error in production, when the port is taken (`code: "EADDRINUSE"`), and when the state file cannot be read
 */
export async function startStripeSandbox(options: StripeSandboxOptions = {}): Promise<RunningStripeSandbox> {
  if (process.env.NODE_ENV === "production") {
    throw new Error("The Stripe stand-in takes no money: it does not run in production.");
  }
  const host = options.host ?? "127.0.0.1";
  const webhookSecret = options.webhookSecret ?? newId("whsec", 32);
  const saved = options.stateFile ? readState(options.stateFile) : null;
  let url = "";
  const sandbox = newSandbox(clockOf(options, saved?.aheadSeconds ?? 0), () => url, options);
  if (saved) sandbox.store.restore(saved.state);
  if (options.webhookUrl) provideEndpoint(sandbox, options.webhookUrl, webhookSecret);
  const keys = createIdempotencyKeys();
  const control = createControl(sandbox, () => {
    keys.clear();
    if (options.webhookUrl) provideEndpoint(sandbox, options.webhookUrl, webhookSecret);
  });

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route(
    "/",
    createApi(sandbox, keys, (method, path) => findRoute(sandbox, method, path)),
  );
  app.route("/_stripe/api", createControlApi(control));
  app.route("/", createPages(sandbox, control));
  app.notFound((context) => {
    if (context.req.header("accept")?.includes("text/html")) return context.html(nothingHere(), 404);
    return context.json(
      { error: { type: "invalid_request_error", message: "There is nothing at this address." } },
      404,
    );
  });

  const { server, port } = await listen(app, host, options.port ?? 4242);
  url = `http://${host}:${port}`;
  const file = options.stateFile
    ? createStateFile(options.stateFile, () => ({
        version: 1,
        aheadSeconds: sandbox.clock.ahead(),
        state: sandbox.store.snapshot(),
      }))
    : null;
  if (file) sandbox.changed = file.schedule;
  workOffDue(sandbox);
  const ticking = setInterval(() => workOffDue(sandbox), tickMs);
  ticking.unref();

  return {
    url,
    port,
    key: standInKey,
    webhookSecret,
    control,
    sandbox,
    async close() {
      clearInterval(ticking);
      sandbox.webhooks.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      file?.flush();
      sandbox.changed = () => {};
    },
  };
}
