import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "#server/api/context.ts";
import { headersOf } from "#server/api/error-map.ts";
import { appRouter } from "#server/api/root.ts";
import { env } from "#server/core/env.ts";

const handler = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => createContext(request.headers, env().PUBLIC_URL),
    responseMeta: ({ errors, ctx }) => ({ headers: headersOf(errors, ctx?.quota) }),
    // A page asks for a handful of things at once; more is somebody multiplying one request.
    maxBatchSize: 20,
  });

export { handler as GET, handler as POST };
