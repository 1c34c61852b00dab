import { createPublicKey, hash, verify } from "node:crypto";

/** An entry as the database hashed it. Hashes are hex; `at` is UTC with microseconds; `details` is JSON as written. */
export type ChainEntry = {
  seq: number;
  id: string;
  at: string;
  actorKind: string;
  actorId: string | null;
  ip: string | null;
  action: string;
  outcome: string;
  target: string | null;
  details: string;
  prevHash: string;
  hash: string;
};

/** A signed statement about the entry at `seq`: it was the last one (`end`), or all up to it went by retention (`cut`). */
export type Seal = {
  kind: "end" | "cut";
  /** In UTC. */
  day: string;
  seq: number;
  hash: string;
  /** Ed25519, base64. */
  signature: string;
  keyId: string;
  sealedAt: string;
};

/** Ed25519; `publicKey` is its 32 bytes in base64url. */
export type SealKey = { id: string; publicKey: string };

/** What the first entry follows on. */
export const genesisHash = "0".repeat(64);

/** With its length before it, so that no two lists of fields share a text; null is a dash. */
const field = (value: string | null) => (value === null ? "-" : `${Buffer.byteLength(value)}:${value}`);

/** The text that is hashed. The database makes the same in `audit_hash`: change both or neither. */
export const entryText = (workspaceId: string, entry: ChainEntry): string =>
  field("moltdesk.audit.1") +
  field(workspaceId) +
  field(String(entry.seq)) +
  field(entry.id) +
  field(entry.at) +
  field(entry.actorKind) +
  field(entry.actorId) +
  field(entry.ip) +
  field(entry.action) +
  field(entry.outcome) +
  field(entry.target) +
  field(entry.details) +
  field(entry.prevHash);

export const entryHash = (workspaceId: string, entry: ChainEntry): string =>
  hash("sha256", entryText(workspaceId, entry), "hex");

/** What a seal's signature covers. */
export const sealText = (
  workspaceId: string,
  { kind, day, seq, hash: sealed }: Pick<Seal, "kind" | "day" | "seq" | "hash">,
): string => ["moltdesk.seal.1", workspaceId, kind, day, String(seq), sealed].map(field).join("");

/** A key's name follows from the key, so none can pass for another. */
export const keyIdOf = (publicKey: string): string =>
  hash("sha256", Buffer.from(publicKey, "base64url"), "hex").slice(0, 16);

function isGenuine(workspaceId: string, seal: Seal, publicKey: string): boolean {
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
  return verify(null, Buffer.from(sealText(workspaceId, seal)), key, Buffer.from(seal.signature, "base64"));
}

/**
 * What is wrong at an entry: its content does not fit its hash (`changed`), it does not follow on the one before
 * (`unlinked`), it is not there (`missing`) or not in its place (`reordered`), it is not the one that was sealed
 * (`contradicts_seal`), or its seal is not genuine (`seal_forged`) or made with a key that is not known (`seal_unknown`).
 */
export type Fault = {
  seq: number;
  what:
    | "changed"
    | "unlinked"
    | "missing"
    | "reordered"
    | "contradicts_seal"
    | "seal_forged"
    | "seal_unknown";
};

export type ChainVerdict = {
  entries: number;
  firstSeq: number | null;
  lastSeq: number | null;
  /** The newest genuine seal of an end that these entries reach. */
  lastSeal: { day: string; seq: number; sealedAt: string } | null;
  /** The first broken link; null when all hold. */
  fault: Fault | null;
};

export type ChainToCheck = {
  workspaceId: string;
  seals: readonly Seal[];
  keys: readonly SealKey[];
  /** Only some entries are here: their contents, links between neighbours and seals are checked, not that all are there. */
  partial?: boolean;
  /** The end that the chain must reach, where that is known. */
  head?: { seq: number; hash: string } | null;
};

/** Why a seal proves nothing; null for one that one of these keys has signed. */
export function sealFault(
  { workspaceId, keys }: Pick<ChainToCheck, "workspaceId" | "keys">,
  seal: Seal,
): Fault | null {
  const key = keys.find(({ publicKey }) => keyIdOf(publicKey) === seal.keyId);
  if (!key) return { seq: seal.seq, what: "seal_unknown" };
  return isGenuine(workspaceId, seal, key.publicKey) ? null : { seq: seal.seq, what: "seal_forged" };
}

/** Checks a chain entry by entry, oldest first, in constant memory: `take` each one, then `finish`. */
export function checkChain(chain: ChainToCheck) {
  const { workspaceId, partial = false, head = null } = chain;
  const judged = chain.seals.map((seal) => ({ seal, fault: sealFault(chain, seal) }));
  const genuine = judged.flatMap(({ seal, fault }) => (fault ? [] : [seal]));
  const sealedAt = Map.groupBy(judged, ({ seal }) => seal.seq);
  const cutSeq = Math.max(0, ...genuine.filter(({ kind }) => kind === "cut").map(({ seq }) => seq));
  let first: ChainEntry | null = null;
  let last: ChainEntry | null = null;
  let entries = 0;
  let fault: Fault | null = null;

  /** The start must be the very first entry, or lie behind what retention cut off under a seal. */
  function faultAtStart({ seq, prevHash }: ChainEntry): Fault | null {
    if (partial) return null;
    if (seq - 1 > cutSeq) return { seq: cutSeq + 1, what: "missing" };
    const before = seq === 1 ? genesisHash : genuine.find((seal) => seal.seq === seq - 1)?.hash;
    return before === undefined || before === prevHash ? null : { seq, what: "unlinked" };
  }

  function faultAfter(previous: ChainEntry, { seq, prevHash }: ChainEntry): Fault | null {
    if (seq <= previous.seq) return { seq, what: "reordered" };
    if (seq === previous.seq + 1) return prevHash === previous.hash ? null : { seq, what: "unlinked" };
    return partial ? null : { seq: previous.seq + 1, what: "missing" };
  }

  function faultOfSeals({ seq, hash: found }: ChainEntry): Fault | null {
    const seals = sealedAt.get(seq) ?? [];
    // Whatever is left of them at the end vouches for no entry that is here.
    sealedAt.delete(seq);
    for (const { seal, fault: forged } of seals) {
      if (forged) return forged;
      if (seal.hash !== found) return { seq, what: "contradicts_seal" };
    }
    return null;
  }

  function faultOf(entry: ChainEntry): Fault | null {
    return (
      (last ? faultAfter(last, entry) : faultAtStart(entry)) ??
      (entryHash(workspaceId, entry) === entry.hash
        ? faultOfSeals(entry)
        : { seq: entry.seq, what: "changed" })
    );
  }

  function faultAtEnd(): Fault | null {
    const faults = [...sealedAt.values()].flat().flatMap(({ fault: found }) => found ?? []);
    const reached = last?.seq ?? cutSeq;
    const ends = genuine.filter(({ kind }) => kind === "end").map(({ seq }) => seq);
    if (!partial && Math.max(head?.seq ?? 0, ...ends) > reached) {
      faults.push({ seq: reached + 1, what: "missing" });
    }
    if (head && last?.seq === head.seq && last.hash !== head.hash) {
      faults.push({ seq: head.seq, what: "changed" });
    }
    return faults.sort((a, b) => a.seq - b.seq)[0] ?? null;
  }

  return {
    take(entry: ChainEntry): void {
      entries++;
      // What seemed to be missing was only put elsewhere.
      if (fault?.what === "missing" && entry.seq === fault.seq) fault = { ...fault, what: "reordered" };
      fault ??= faultOf(entry);
      first ??= entry;
      last = entry;
    },
    finish(): ChainVerdict {
      const lastSeq = last?.seq ?? null;
      const reached = genuine.filter(({ kind, seq }) => kind === "end" && seq <= (lastSeq ?? 0));
      const newest = reached.sort((a, b) => b.seq - a.seq)[0];
      return {
        entries,
        firstSeq: first?.seq ?? null,
        lastSeq,
        lastSeal: newest ? { day: newest.day, seq: newest.seq, sealedAt: newest.sealedAt } : null,
        fault: fault ?? faultAtEnd(),
      };
    },
  };
}
