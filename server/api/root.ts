import { workspacesRouter } from "#server/workspaces/router.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Every procedure; one router a domain. */
export const appRouter = router({
  workspaces: workspacesRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in the same process, for server components and tests. */
export const createCaller = createCallerFactory(appRouter);
