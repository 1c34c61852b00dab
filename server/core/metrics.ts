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
      deliveryAttempts: new Counter({
        name: "moltdesk_delivery_attempts_total",
        help: "Attempts to deliver an event to a destination, by what came of them.",
        labelNames: ["outcome"],
        registers,
      }),
      deliveriesInFlight: new Gauge({
        name: "moltdesk_deliveries_in_flight",
        help: "Deliveries that this process has under way.",
        registers,
      }),
      deliveryBacklogSeconds: new Gauge({
        name: "moltdesk_delivery_backlog_seconds",
        help: "For how long the destination that waits longest for its turn has been due.",
        registers,
      }),
      fanOutTurns: new Counter({
        name: "moltdesk_fan_out_turns_total",
        help: "Turns in which a workspace's events were handed on, by outcome.",
        labelNames: ["outcome"],
        registers,
      }),
      fanOutLagSeconds: new Histogram({
        name: "moltdesk_fan_out_lag_seconds",
        help: "From an event's arrival until it was handed on to people and programs.",
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
        registers,
      }),
      hearingLagSeconds: new Histogram({
        name: "moltdesk_hearing_lag_seconds",
        help: "From the arrival of a turn's newest event until chats and numbers tell of it.",
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
        registers,
      }),
      up: new Gauge({ name: "moltdesk_up", help: "1 while the process serves.", registers }),
    };
  });
