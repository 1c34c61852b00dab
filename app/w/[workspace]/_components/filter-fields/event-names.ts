/** The kinds of events that MoltFlow is known to tell of, by what comes before the first dot. */
export const families = {
  message: ["message.received", "message.sent", "message.delivered", "message.read"],
  session: ["session.disconnected", "session.connected"],
  group: ["group.message", "group.message.analyzed"],
  lead: ["lead.detected"],
} as const;

export type Family = keyof typeof families;
export type KnownEvent = (typeof families)[Family][number];

export const familyNames = Object.keys(families) as Family[];

const patternOf = (family: Family) => `${family}.*`;
const familyOf = (name: string) => familyNames.find((family) => patternOf(family) === name);
const allKnown: readonly string[] = Object.values(families).flat();

/** Whether all of a family is wanted, some of it, or nothing. */
export function familyState(events: readonly string[], family: Family): "all" | "some" | "none" {
  const wanted = families[family].filter((name) => isWanted(events, family, name));
  if (wanted.length === families[family].length) return "all";
  return wanted.length > 0 ? "some" : "none";
}

export const isWanted = (events: readonly string[], family: Family, name: KnownEvent): boolean =>
  events.includes(name) || events.includes(patternOf(family));

/**
 * Wants all of a family or nothing of it. `byName`: only the kinds that are known, each by its name, because a rule tells
 * people of what they sent themselves only where it names that.
 */
export function toggleFamily(events: readonly string[], family: Family, byName: boolean): string[] {
  const others = withoutFamily(events, family);
  if (familyState(events, family) === "all") return others;
  return [...others, ...(byName ? families[family] : [patternOf(family)])];
}

/** The same kinds in few words: a family of which all are named goes by its pattern. */
export function inShort(events: readonly string[]): string[] {
  return familyNames.reduce<string[]>(
    (short, family) => {
      const isWhole = families[family].length > 1 && familyState(short, family) === "all";
      return isWhole ? [...withoutFamily(short, family), patternOf(family)] : short;
    },
    [...events],
  );
}

/** Wants one kind, or not. Whoever wants all but one wants the others by name. */
export function toggleEvent(events: readonly string[], family: Family, name: KnownEvent): string[] {
  const wanted = families[family].filter((known) => isWanted(events, family, known) !== (known === name));
  return [...withoutFamily(events, family), ...wanted];
}

/** What is wanted beside the known kinds, by name or pattern. */
export const otherEvents = (events: readonly string[]): string[] =>
  events.filter((name) => !allKnown.includes(name) && familyOf(name) === undefined);

function withoutFamily(events: readonly string[], family: Family): string[] {
  const own: readonly string[] = families[family];
  return events.filter((name) => name !== patternOf(family) && !own.includes(name));
}

/** The family that a pattern stands for, or the known kind that a name is; null for any other. */
export function knownAs(name: string): { family: Family } | { event: KnownEvent } | null {
  const family = familyOf(name);
  if (family) return { family };
  return isKnown(name) ? { event: name } : null;
}

const isKnown = (name: string): name is KnownEvent => allKnown.includes(name);
