/** Repeatable chance: the same seed gives the same ids, codes and conversations. Not for secrets. */
export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  hex(length: number): string;
  digits(length: number): string;
  uuid(): string;
  /** Where the sequence stands; hand it to `restore` to go on from there after a restart. */
  position(): number;
  restore(position: number): void;
};

/** Mulberry32: 32 bits of state are plenty here and easy to store. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const drawn = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join("");
  const hex = (length: number) => drawn(length, "0123456789abcdef");

  return {
    next,
    integer,
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    hex,
    digits: (length) => drawn(length, "0123456789"),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${drawn(1, "89ab")}${hex(3)}-${hex(12)}`,
    position: () => state,
    restore: (position) => {
      state = position >>> 0;
    },
  };
}
