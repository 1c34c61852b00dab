/** A destination that could take `want` more deliveries. */
export type Want = { workspaceId: string; want: number };

/** A workspace holds at most so many times the slots that are left, so there is always one for who comes late. */
const greed = 2;

/** How many more of a process's slots a workspace may take, with `free` of them left and `held` its own. */
export function roomFor(held: number, free: number): number {
  if (free < 1) return 0;
  const room = Math.floor((greed * free - held) / (1 + greed));
  return Math.max(room, held === 0 ? 1 : 0);
}

/**
 * Shares free slots out: one to each workspace in turn, and within it one to each of its destinations in turn.
 * @returns what each gets, in the order of `wants`
 */
export function shareSlots(
  free: number,
  wants: readonly Want[],
  roomOf: (workspaceId: string) => number,
): number[] {
  const granted = wants.map(() => 0);
  const turns = [...Map.groupBy(wants.keys(), (index) => wants[index]?.workspaceId ?? "")].map(
    ([workspaceId, waiting]) => ({ waiting, room: roomOf(workspaceId) }),
  );
  let left = free;
  let waiting = turns;
  while (left > 0 && waiting.length > 0) {
    for (const turn of waiting) {
      if (left > 0 && grantOne(turn, wants, granted)) left -= 1;
    }
    waiting = waiting.filter((turn) => turn.room > 0 && turn.waiting.length > 0);
  }
  return granted;
}

function grantOne(
  turn: { waiting: number[]; room: number },
  wants: readonly Want[],
  granted: number[],
): boolean {
  while (turn.room > 0) {
    const index = turn.waiting.shift();
    if (index === undefined) return false;
    const had = granted[index] ?? 0;
    if (had >= (wants[index]?.want ?? 0)) continue;
    granted[index] = had + 1;
    turn.room -= 1;
    turn.waiting.push(index);
    return true;
  }
  return false;
}
