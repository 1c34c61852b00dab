import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { singleton } from "./singleton.ts";

/** The process's Prometheus metrics. */
export const metrics = () =>
  singleton("metrics", () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const registers = [registry];
    return {
      registry,
      inboxRequests: new Counter({
        name: "moltdesk_inbox_requests_total",
        help: "Requests to /in/<token> by the status they got.",
        labelNames: ["status"],
        registers,
      }),
      jobs: new Counter({
        name: "moltdesk_jobs_total",
        help: "Background jobs by task and outcome.",
        labelNames: ["task", "outcome"],
        registers,
      }),
      jobSeconds: new Histogram({
        name: "moltdesk_job_seconds",
        help: "How long background jobs ran.",
        labelNames: ["task"],
        registers,
      }),
      up: new Gauge({ name: "moltdesk_up", help: "1 while the process serves.", registers }),
    };
  });
