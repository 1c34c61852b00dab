/** The one virtual clock, in whole Unix seconds. */
export type Clock = {
  now(): number;
  /** Moves forward only; a moment of the past changes nothing. */
  moveTo(at: number): void;
  /** Runs with `now()` standing at `at`, so that what fell due is dated by its own moment, however late. */
  at<T>(at: number, run: () => T): T;
  /** Seconds that the clock is ahead of the wall clock. */
  ahead(): number;
};

const wallSeconds = () => Math.floor(Date.now() / 1000);

function clockOf(read: () => number, moveTo: (at: number) => void): Clock {
  let pinned: number | null = null;
  return {
    now: () => pinned ?? read(),
    moveTo,
    at(moment, run) {
      pinned = moment;
      try {
        return run();
      } finally {
        pinned = null;
      }
    },
    ahead: () => read() - wallSeconds(),
  };
}

/** Runs with the wall clock, `aheadSeconds` before it. */
export function runningClock(aheadSeconds = 0): Clock {
  let ahead = aheadSeconds;
  const read = () => wallSeconds() + ahead;
  return clockOf(read, (at) => {
    ahead += Math.max(0, at - read());
  });
}

/** Stands still until it is moved. */
export function frozenClock(start: number): Clock {
  let now = start;
  return clockOf(
    () => now,
    (at) => {
      now = Math.max(now, at);
    },
  );
}
