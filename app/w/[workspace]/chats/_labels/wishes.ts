import type { LabelChip } from "#server/chats/schemas.ts";

/** Labels that a person has ticked (`isOn`) or unticked and that are not known to be so yet, by their id. */
export type Wishes = ReadonlyMap<string, { label: LabelChip; isOn: boolean }>;

export const noWishes: Wishes = new Map();

/** A label that is ticked and unticked again, or the other way round, is as it was: nothing is to be sent of it. */
export function addWish(wishes: Wishes, label: LabelChip, isOn: boolean): Wishes {
  const next = new Map(wishes);
  if (next.get(label.id)?.isOn === !isOn) next.delete(label.id);
  else next.set(label.id, { label, isOn });
  return next;
}

/** As the API takes it. */
export function toChange(wishes: Wishes): { addIds: string[]; removeIds: string[] } {
  const ids = (which: boolean) => [...wishes].flatMap(([id, { isOn }]) => (isOn === which ? [id] : []));
  return { addIds: ids(true), removeIds: ids(false) };
}

/** A chat's labels with what is wished for, by name. Whatever the server tells meanwhile, wishes stay on the screen. */
export function withWishes(labels: readonly LabelChip[], wishes: Wishes): LabelChip[] {
  const added = [...wishes.values()].flatMap(({ label, isOn }) => (isOn ? [label] : []));
  const kept = labels.filter(({ id }) => !wishes.has(id));
  return [...kept, ...added].sort((a, b) => a.name.localeCompare(b.name));
}
