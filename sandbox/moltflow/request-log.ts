/** One API request as the log shows it. `status` is null when the sandbox never answered, on purpose. */
export type RequestEntry = {
  number: number;
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

export type RequestLog = {
  add(entry: Omit<RequestEntry, "number">): void;
  /** Newest last; only those after `afterNumber`. */
  list(afterNumber?: number): RequestEntry[];
  clear(): void;
};

const keptEntries = 1_000;

export function createRequestLog(): RequestLog {
  let entries: RequestEntry[] = [];
  let count = 0;
  return {
    add(entry) {
      count += 1;
      entries.push({ number: count, ...entry });
      if (entries.length > keptEntries * 1.2) entries = entries.slice(-keptEntries);
    },
    list: (afterNumber = 0) => entries.filter((entry) => entry.number > afterNumber),
    clear: () => {
      entries = [];
    },
  };
}
