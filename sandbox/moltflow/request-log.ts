import { createRequestLog, type RequestLog as Log } from "../shared/request-log.ts";

/** One API request as the log shows it. `status` is null when the sandbox never answered, on purpose. */
type Entry = {
  atMs: number;
  method: string;
  path: string;
  operation: string | null;
  tenantId: string | null;
  status: number | null;
  durationMs: number;
  fault: string | null;
  violations: string[];
};

export type RequestEntry = Entry & { number: number };
export type RequestLog = Log<Entry>;

export const newRequestLog = (): RequestLog => createRequestLog<Entry>();
