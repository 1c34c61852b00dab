import type { z } from "zod";
import type { Sandbox } from "../sandbox.ts";

type Json = Record<string, unknown>;

/** One address of the API. `:name` in the path is handed to `run` as `ids[name]`. */
export type Route = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  params: z.ZodType;
  run(sandbox: Sandbox, ids: Record<string, string>, params: unknown): Json;
};

/** A route with the ids of one call put in. */
export type BoundRoute = { params: z.ZodType; run(params: unknown): Json };

/** Ties the type of the parameters to their schema. */
export function route<T extends z.ZodType>(
  address: string,
  params: T,
  run: (sandbox: Sandbox, ids: Record<string, string>, params: z.output<T>) => Json,
): Route {
  const [method, path] = address.split(" ");
  if ((method !== "GET" && method !== "POST" && method !== "DELETE") || !path)
    throw new Error(`No address: ${address}`);
  // `readParams` has parsed them with this very schema.
  return { method, path, params, run: (sandbox, ids, given) => run(sandbox, ids, given as z.output<T>) };
}
