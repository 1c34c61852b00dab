import { TRPCError } from "@trpc/server";
import { getTranslations } from "next-intl/server";
import { DomainError } from "#server/core/errors.ts";

/** A refusal in the reader's words, for the state of a server action. Throws on what is no refusal. */
export async function refusalText(error: unknown): Promise<string> {
  const refusal = error instanceof TRPCError ? error.cause : error;
  if (!(refusal instanceof DomainError)) throw error;
  const t = await getTranslations("errors");
  type Key = Parameters<typeof t>[0];
  const isKey = (key: string): key is Key => t.has(key as Key);
  return isKey(refusal.reason) ? t(refusal.reason, refusal.params) : refusal.message;
}
