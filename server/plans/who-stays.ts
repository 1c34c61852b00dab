/** Something of which a plan allows so many. */
export type Freezable = {
  id: string;
  createdAt: Date;
  frozen: boolean;
  /** Stays whatever the plan allows: an owner. */
  mustStay?: boolean;
};

export type Turned = { freeze: string[]; thaw: string[] };

const byAge = (a: Freezable, b: Freezable): number =>
  a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);

/**
 * Which of `items` change so that at most `room` are in use: who must stay and what was chosen to be `kept` come first,
 * then the older before the newer. What is frozen now makes no difference, so doing it twice is doing it once.
 */
export function whoStays(items: readonly Freezable[], kept: readonly string[], room: number): Turned {
  const chosen = new Set(kept);
  const rankOf = ({ id, mustStay }: Freezable) => (mustStay ? 0 : chosen.has(id) ? 1 : 2);
  const inOrder = items.toSorted((a, b) => rankOf(a) - rankOf(b) || byAge(a, b));
  const owners = inOrder.filter(({ mustStay }) => mustStay).length;
  const staying = Math.max(room, owners);
  const thaw = inOrder.slice(0, staying).filter(({ frozen }) => frozen);
  const freeze = inOrder.slice(staying).filter(({ frozen }) => !frozen);
  return { freeze: freeze.map(({ id }) => id), thaw: thaw.map(({ id }) => id) };
}
