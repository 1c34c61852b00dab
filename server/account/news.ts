import { z } from "zod";
import { roles } from "#db/schema/workspaces.ts";

const word = z.string().max(200);
const role = z.enum(roles);

/** What a person hears about their account, whether they like to or not. Names only: no id, no address, no secret. */
export const securityNewsSchema = z.discriminatedUnion("kind", [
  /** `network` is a range (`203.0.113.0/24`), `private`, `loopback` or `unknown`, as sessions keep it. */
  z.object({ kind: z.literal("new_device"), device: word, network: word }),
  z.object({ kind: z.literal("passkey_added"), name: word }),
  z.object({ kind: z.literal("passkey_removed"), name: word }),
  z.object({ kind: z.literal("authenticator_removed") }),
  z.object({ kind: z.literal("token_added"), workspace: word, name: word }),
  z.object({ kind: z.literal("connection_key_added"), workspace: word }),
  z.object({ kind: z.literal("role_raised"), workspace: word, role }),
  /** Whoever manages members of a workspace ended all of the person's sessions. */
  z.object({ kind: z.literal("signed_out"), workspace: word }),
  z.object({ kind: z.literal("two_factor_on") }),
  z.object({ kind: z.literal("two_factor_off") }),
  /** `left`: how many codes are not used yet. */
  z.object({ kind: z.literal("recovery_code_used"), left: z.int().min(0) }),
]);

export type SecurityNews = z.output<typeof securityNewsSchema>;
