import { z } from "zod";
import { idSchema } from "#server/core/ids.ts";

/** What the team calls the number. Messages are keys of `errors.number.`. */
const numberNameSchema = z.string().trim().min(1, "name_missing").max(100, "name_long");

export const createNumberSchema = z.object({ name: numberNameSchema });

export const numberInput = z.object({ numberId: idSchema });
