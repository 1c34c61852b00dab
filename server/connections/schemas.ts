import { z } from "zod";

/** A MoltFlow API key as people paste it. Messages are keys of `errors.connection.`. */
export const moltflowKeySchema = z
  .string()
  .trim()
  .min(1, "key_missing")
  .max(200, "key_format")
  .regex(/^mf_[\x21-\x7e]+$/, "key_format");

/** Connects with the person's own key, or with a fresh tenant of the sandbox. */
export const connectSchema = z.union([
  z.object({ key: moltflowKeySchema }),
  z.object({ sandbox: z.literal(true) }),
]);
export type ConnectInput = z.infer<typeof connectSchema>;

/** A person's login at MoltFlow, a JWT as people copy it; null forgets it. */
export const setLoginSchema = z.object({
  token: z
    .string()
    .trim()
    .max(4_096, "login_format")
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, "login_format")
    .nullable(),
});

/** Ids as MoltFlow gave them. An empty list allows no number. */
export const chooseNumbersSchema = z.object({
  sessionIds: z.array(z.string().min(1).max(100)).max(500),
});
