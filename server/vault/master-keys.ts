import { env } from "#server/core/env.ts";
import { digest } from "#server/core/ids.ts";

/** A key from the environment; `id` names it in the database without telling anything about it. */
export type MasterKey = { id: string; key: Buffer };

/** The listed keys: the first wraps, all unwrap. */
export function masterKeys(): [MasterKey, ...MasterKey[]] {
  const [first, ...rest] = env().MASTER_KEYS.map((text) => {
    const key = Buffer.from(text, "base64");
    return { id: digest(key).toString("hex", 0, 8), key };
  });
  if (!first) throw new Error("MASTER_KEYS is empty.");
  return [first, ...rest];
}
