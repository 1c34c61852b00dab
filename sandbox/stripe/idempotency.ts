import { StripeError } from "./errors.ts";

export type Answer = { status: number; body: string; requestId: string; isOwnFault?: boolean };

export type IdempotencyKeys = {
  /** The stored answer of the same request. @throws StripeError when the key belongs to another request */
  recall(key: string, fingerprint: string): Answer | null;
  keep(key: string, fingerprint: string, answer: Answer): void;
  clear(): void;
};

export function createIdempotencyKeys(): IdempotencyKeys {
  const kept = new Map<string, { fingerprint: string; answer: Answer }>();
  return {
    recall(key, fingerprint) {
      const known = kept.get(key);
      if (!known) return null;
      if (known.fingerprint === fingerprint) return known.answer;
      throw new StripeError(
        400,
        "idempotency_error",
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    },
    keep: (key, fingerprint, answer) => {
      kept.set(key, { fingerprint, answer });
    },
    clear: () => kept.clear(),
  };
}
