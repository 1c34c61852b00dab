import { createHmac } from "node:crypto";
import { env } from "./env.ts";

/**
 * A short name that stands for a contact's address where the address must not be kept or shown: the same in one
 * workspace each time, and not to be turned back without the installation's secret.
 */
export const pseudonym = (workspaceId: string, value: string): string =>
  createHmac("sha256", env().AUTH_SECRET)
    .update(`pseudonym\n${workspaceId}\n${value}`)
    .digest("hex")
    .slice(0, 12);

/**
 * A chat's address for people who may not see phone numbers. It stays the same, so that what belongs together stays
 * together on their screen, and tells only the last two digits.
 */
export function chatAlias(workspaceId: string, chatId: string): string {
  const [local = "", server = ""] = chatId.split("@");
  return `hidden-${local.slice(-2)}-${pseudonym(workspaceId, chatId)}@${server}`;
}
