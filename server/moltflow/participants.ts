import { z } from "zod";

/** Why one participant could not be added, removed, promoted or demoted; `other` where only MoltFlow's words tell. */
export const participantReasons = [
  "not_on_whatsapp",
  "privacy",
  "already_in",
  "not_in_group",
  "already_admin",
  "not_admin",
  "owner",
  "recently_left",
  "other",
] as const;
export type ParticipantReason = (typeof participantReasons)[number];

export type ParticipantResult = {
  /** As it was asked for. */
  phone: string;
  /** `unknown` when the answer allows neither reading. */
  outcome: "done" | "failed" | "unknown";
  /** Null unless `failed`. */
  reason: ParticipantReason | null;
  /** MoltFlow's own words, at most 200 characters; to be shown, not logged. */
  words: string | null;
};

type Verdict = Omit<ParticipantResult, "phone">;

const WORDS_CHARACTERS = 200;
const done: Verdict = { outcome: "done", reason: null, words: null };
const unknown: Verdict = { outcome: "unknown", reason: null, words: null };

const word = z.union([z.string(), z.number().transform(String)]).nullish();
const named = z.looseObject({
  phone: word,
  participant: word,
  number: word,
  jid: word,
  id: word,
  success: z.boolean().nullish().catch(null),
  status: word.catch(null),
  code: word.catch(null),
  error: word.catch(null),
  reason: word.catch(null),
  message: word.catch(null),
});
const list = z.array(z.unknown()).catch([]);
const answer = z.object({
  status: z.unknown().optional(),
  participants: z.array(z.unknown()).nullable().catch(null),
  results: list,
  failed: list,
  errors: list,
  skipped: list,
});

/**
 * What became of each participant that was asked for. The contract promises `participants` as bare numbers: those it
 * names were done, the others were not. It gives reasons no place, so every usual one is looked at: objects instead
 * of numbers, `results`, and lists of what failed.
 */
export function readParticipants(asked: readonly string[], value: unknown): ParticipantResult[] {
  const parsed = answer.safeParse(value);
  if (!parsed.success) return asked.map((phone) => ({ phone, ...unknown }));
  const { status, participants, results, failed, errors, skipped } = parsed.data;
  const verdicts = new Map<string, Verdict>();
  const note = (items: unknown[], bare: Verdict) => {
    for (const item of items) {
      const found = verdictOf(item, bare);
      if (found) verdicts.set(found.digits, found.verdict);
    }
  };
  note(participants ?? [], done);
  note(results, done);
  for (const items of [failed, errors, skipped]) note(items, failure("", null));

  const wanted = new Set(asked.map(digitsOf));
  // A list that names strangers speaks of them in another way, so silence about ours proves nothing.
  const isReadable = [...verdicts.keys()].every((digits) => wanted.has(digits));
  const speaksOfAll = participants !== null || results.length > 0;
  const unnamed =
    isReadable && speaksOfAll ? failure("", null) : status === "ok" && isReadable ? done : unknown;
  return asked.map((phone) => ({ phone, ...(verdicts.get(digitsOf(phone)) ?? unnamed) }));
}

/** `+55 11…`, `5511…` and `5511…@c.us` are the same number. */
function digitsOf(address: string): string {
  return address.replace(/@.*$/s, "").replace(/\D/g, "");
}

function verdictOf(item: unknown, bare: Verdict): { digits: string; verdict: Verdict } | null {
  if (typeof item === "string") return { digits: digitsOf(item), verdict: bare };
  const parsed = named.safeParse(item);
  if (!parsed.success) return null;
  const { phone, participant, number, jid, id, success, status, code, error, reason, message } = parsed.data;
  const address = phone ?? participant ?? number ?? jid ?? id;
  if (!address) return null;
  const told = status ?? code;
  const isDone =
    success ?? (told ? /^(2\d\d|ok|done|success|added|removed|promoted|demoted)$/i.test(told) : null);
  const words = reason ?? error ?? message ?? null;
  const failed = isDone === false || (isDone === null && (words !== null || bare.outcome === "failed"));
  return { digits: digitsOf(address), verdict: failed ? failure(words ?? "", told ?? null) : done };
}

function failure(words: string, code: string | null): Verdict {
  return {
    outcome: "failed",
    reason: reasonOf(words, code),
    words: words === "" ? null : words.slice(0, WORDS_CHARACTERS),
  };
}

/** WhatsApp's own numbers for what happened to a participant. */
const reasonsByCode: Record<string, ParticipantReason> = {
  "403": "privacy",
  "404": "not_on_whatsapp",
  "408": "recently_left",
  "409": "already_in",
};

const reasonsByWords: [RegExp, ParticipantReason][] = [
  [/not.{0,20}whats ?app|not[ _]registered|no such (user|number)/i, "not_on_whatsapp"],
  [/privacy|invite|contacts only/i, "privacy"],
  [/already.{0,20}admin/i, "already_admin"],
  [/already/i, "already_in"],
  [/recently[ _]left/i, "recently_left"],
  [/owner|creator/i, "owner"],
  [/not.{0,10}admin/i, "not_admin"],
  [/not.{0,20}(group|participant|member)/i, "not_in_group"],
];

function reasonOf(words: string, code: string | null): ParticipantReason {
  const known = participantReasons.find((reason) => reason === words);
  const byWords = reasonsByWords.find(([pattern]) => pattern.test(words))?.[1];
  return known ?? byWords ?? reasonsByCode[code ?? ""] ?? "other";
}
