import type { AnyTRPCProcedure, AnyTRPCRouter, TRPCProcedureType } from "@trpc/server";
import type { LeakTestResult } from "#db/schema/data.ts";
import { ask, type Caller, type Reply } from "./ask.ts";
import type { Canary } from "./canary.ts";
import { type List, lists, type Origin, type Probe, probes, type Targets } from "./probes.ts";

/** Procedures of workspaces by their path. */
type Procedures = ReadonlyMap<string, TRPCProcedureType>;

/** What a router has for workspaces; procedures for a person alone bear no `meta`. */
export function proceduresOf(router: AnyTRPCRouter): Procedures {
  const all: Record<string, AnyTRPCProcedure> = router._def.procedures;
  return new Map(
    Object.entries(all).flatMap(([path, { _def }]) =>
      _def.meta === undefined ? [] : [[path, _def.type] as const],
    ),
  );
}

/** Who tries, and what. */
export type Subject = {
  caller: Caller;
  /** The workspace's own address, and the person who tries. */
  slug: string;
  userId: string;
  /** The newest event before the canaries came: the stream from there on must not hold theirs. */
  after: number;
  canary: Canary;
  procedures: Procedures;
};

const origins = ["other_workspace", "outside_allowlist"] as const satisfies Origin[];

/** What of `needles` an answer holds is a leak; the report never says which. */
const holdsAny = (text: string, needles: readonly string[]) =>
  needles.some((needle) => text.includes(needle));

/** A change that was not refused was made. */
function judge(reply: Reply, isChange: boolean, needles: readonly string[]) {
  if (reply.kind === "refused") return { passed: true, answer: reply.reason };
  if (reply.kind === "failed") return { passed: false, answer: `failed.${reply.code}` };
  if (isChange) return { passed: false, answer: "leaked.changed" };
  return holdsAny(reply.text, needles)
    ? { passed: false, answer: "leaked.shown" }
    : { passed: true, answer: "nothing" };
}

/** The other workspace's address in place of the own one, whatever the procedure. */
async function tryAddress({ caller, canary, procedures }: Subject): Promise<LeakTestResult[]> {
  const results: LeakTestResult[] = [];
  for (const [path, type] of procedures) {
    // No procedure reads further than the address when a wall stands; the rest would be for naught.
    const reply = await ask(caller, path, { workspace: canary.slug, after: 0 });
    const verdict = judge(reply, type !== "query", canary.other_workspace.needles);
    results.push({ path, probe: "address", origin: "other_workspace", ...verdict });
  }
  return results;
}

/** The input with an id in one place: `a.b[]` is the only item of the list `b` in `a`. */
function withId(input: object, [field = "", ...inner]: string[], id: string): object {
  if (inner.length === 0)
    return { ...input, ...(field.endsWith("[]") ? { [field.slice(0, -2)]: [id] } : { [field]: id }) };
  const outer = new Map(Object.entries(input)).get(field);
  return { ...input, [field]: withId(outer ?? {}, inner, id) };
}

/** The probe's input; null when this origin has nothing of the kinds that it needs. */
export function inputFor({ ids, rest = {} }: Probe, targets: Targets, ownUserId: string): object | null {
  const kinds = Object.values(ids);
  if (!kinds.some((kind) => targets[kind] !== undefined)) return null;
  const known: Targets = { member: ownUserId, ...targets };
  if (kinds.some((kind) => known[kind] === undefined)) return null;
  return Object.entries(ids).reduce<object>(
    (input, [place, kind]) => withId(input, place.split("."), known[kind] ?? ""),
    rest,
  );
}

/** Foreign ids in the places of own ones. */
async function tryIds({ caller, slug, userId, canary, procedures }: Subject): Promise<LeakTestResult[]> {
  const results: LeakTestResult[] = [];
  for (const origin of origins) {
    const { targets, needles } = canary[origin];
    for (const probe of probes) {
      const input = inputFor(probe, targets, userId);
      if (!input) continue;
      const reply = await ask(caller, probe.path, { workspace: slug, ...input });
      const verdict = judge(reply, procedures.get(probe.path) !== "query", needles);
      results.push({ path: probe.path, probe: Object.values(probe.ids).join("+"), origin, ...verdict });
    }
  }
  return results;
}

/** Own lists and the live stream, in which nothing foreign may stand. */
async function tryLists({ caller, slug, after, canary }: Subject): Promise<LeakTestResult[]> {
  const results: LeakTestResult[] = [];
  const all: readonly List[] = [...lists, { path: "live", rest: { after } }];
  for (const { path, rest, showsAllNumbers } of all) {
    const reply = await ask(caller, path, { workspace: slug, ...rest });
    for (const origin of origins) {
      if (showsAllNumbers && origin === "outside_allowlist") continue;
      results.push({ path, probe: "list", origin, ...judge(reply, false, canary[origin].needles) });
    }
  }
  return results;
}

/** Tries all of it, one after the other: it is a test, and the workspace's people come first. */
export async function tryEverything(subject: Subject): Promise<LeakTestResult[]> {
  return [...(await tryIds(subject)), ...(await tryLists(subject)), ...(await tryAddress(subject))];
}
