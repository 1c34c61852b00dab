import { z } from "zod";
import { idSchema } from "#server/core/ids.ts";

/** What the team calls the number. Messages are keys of `errors.number.`. */
const numberNameSchema = z.string().trim().min(1, "name_missing").max(100, "name_long");

export const createNumberSchema = z.object({ name: numberNameSchema });

/** Who holds the number's phone and hears of a drop; null: nobody in particular. */
export const setHolderSchema = z.object({
  numberId: idSchema,
  userId: z.string().min(1).max(100).nullable(),
});

/** What MoltFlow keeps with the session. */
export const changeSettingsSchema = z.object({ numberId: idSchema, autoTranscribe: z.boolean() });

export const numberInput = z.object({ numberId: idSchema });
