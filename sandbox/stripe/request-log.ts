import { createRequestLog, type RequestLog as Log } from "../shared/request-log.ts";

/** One API request. `status` is null when the connection was cut on purpose. */
type Entry = {
  at: number;
  method: string;
  path: string;
  status: number | null;
  /** The message of a refusal, or how the answer came about. */
  note: string | null;
  requestId: string;
};

export type RequestEntry = Entry & { number: number };
export type RequestLog = Log<Entry>;

export const newRequestLog = (): RequestLog => createRequestLog<Entry>();
