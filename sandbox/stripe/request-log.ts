/** One API request. `status` is null when the connection was cut on purpose. */
export type RequestEntry = {
  number: number;
  at: number;
  method: string;
  path: string;
  status: number | null;
  /** The message of a refusal, or how the answer came about. */
  note: string | null;
  requestId: string;
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
    list: (afterNumber = 0) => entries.filter(({ number }) => number > afterNumber),
    clear: () => {
      entries = [];
    },
  };
}
