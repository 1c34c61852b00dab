import { z } from "zod";

/** One spelling for each address. Before the check: a full-width “＠” must not become a second recipient later on. */
export const canonicalEmail = (value: string) => value.normalize("NFKC").trim().toLowerCase();

/** An e-mail address as it is stored, compared, and mailed to. */
export const emailSchema = z
  .string()
  .max(320, "email_invalid")
  .transform(canonicalEmail)
  .pipe(z.email("email_invalid").max(254, "email_invalid"));
