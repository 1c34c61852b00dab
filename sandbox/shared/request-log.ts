export type RequestLog<Entry> = {
  add(entry: Entry): void;
  /** Newest last; only those after `afterNumber`. */
  list(afterNumber?: number): (Entry & { number: number })[];
  clear(): void;
};

const keptEntries = 1_000;

/** Numbers the requests that a stand-in got, and keeps the last thousand. */
export function createRequestLog<Entry>(): RequestLog<Entry> {
  let entries: (Entry & { number: number })[] = [];
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
