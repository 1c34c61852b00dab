import { connectionRouter } from "#server/connections/router.ts";
import { inboxesRouter, inboxRouter } from "#server/inbox/router.ts";
import { messagesRouter } from "#server/messages/router.ts";
import { numbersRouter } from "#server/numbers/router.ts";
import { workspacesRouter } from "#server/workspaces/router.ts";
import { live } from "./live.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Every procedure; one router a domain. */
export const appRouter = router({
  workspaces: workspacesRouter,
  connection: connectionRouter,
  numbers: numbersRouter,
  inbox: inboxRouter,
  inboxes: inboxesRouter,
  messages: messagesRouter,
  live,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in the same process, for server components and tests. */
export const createCaller = createCallerFactory(appRouter);
