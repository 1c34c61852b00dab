import { headers } from "next/headers";
import { cache } from "react";
import { createContext } from "#server/api/context.ts";
import { env } from "#server/core/env.ts";

/** The request's context, made once however many components ask. By itself: public pages need it and no queries. */
export const apiContext = cache(async () => createContext(await headers(), env().PUBLIC_URL));
