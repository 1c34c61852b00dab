import type { Context } from "hono";
import type { z } from "zod";

/** The control API was asked about something that is not there. */
export class NotFound extends Error {}

/** The JSON body of a control call; none is `{}`. @throws ZodError, SyntaxError */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await context.req.text();
  return schema.parse(text === "" ? {} : JSON.parse(text));
}
