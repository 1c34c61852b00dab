/** What is done to a batch of deliveries before it goes. */
export type Switches = {
  /** Nothing goes until it is released. */
  held: boolean;
  /** The seed of the order in which a batch goes; null keeps it. */
  shuffle: number | null;
  /** Newest first. */
  reverse: boolean;
  /** Each delivery goes twice. */
  duplicate: boolean;
  /** How many of the next deliveries are lost, or the event types that are. */
  drop: number | string[];
  arrange<T extends { type: string }>(batch: T[]): { go: T[]; dropped: T[] };
  reset(): void;
};

/** Numbers in [0, 1) that follow from the seed alone. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(rows: T[], next: () => number): T[] {
  return rows
    .map((row) => ({ row, key: next() }))
    .sort((left, right) => left.key - right.key)
    .map(({ row }) => row);
}

const off = { held: false, shuffle: null, reverse: false, duplicate: false, drop: 0 };

export function createSwitches(): Switches {
  let random: { seed: number; next: () => number } | null = null;
  const switches: Switches = {
    ...off,
    arrange(batch) {
      const dropped = batch.filter(({ type }) => isDropped(type));
      let go = batch.filter((delivery) => !dropped.includes(delivery));
      if (switches.duplicate) go = go.flatMap((delivery) => [delivery, delivery]);
      if (switches.reverse) go = go.toReversed();
      if (switches.shuffle !== null) {
        if (random?.seed !== switches.shuffle)
          random = { seed: switches.shuffle, next: sequence(switches.shuffle) };
        go = shuffled(go, random.next);
      }
      return { go, dropped };
    },
    reset: () => {
      Object.assign(switches, off);
      random = null;
    },
  };
  function isDropped(type: string): boolean {
    if (Array.isArray(switches.drop)) return switches.drop.includes(type);
    if (switches.drop <= 0) return false;
    switches.drop -= 1;
    return true;
  }
  return switches;
}
