import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { addBrowser, listBrowsers, removeBrowser } from "./browsers.ts";
import { addBrowserSchema, browserInput } from "./schemas.ts";
import { testPush } from "./test-push.ts";
import { vapidKeys } from "./vapid.ts";

const own = workspaceProcedure("notices.own");

type Context = { workspace: { id: string }; authorId: string | null; viewer: { sessionId: string } | null };

const visitorOf = ({ workspace, authorId, viewer }: Context) => ({
  ...{ workspaceId: workspace.id, userId: authorId, sessionId: viewer?.sessionId ?? null },
});

/** How news reach a member outside of the app. */
export const alertsRouter = router({
  /** For whose pushes a browser asks its push service; base64url. */
  pushKey: own.query(() => ({ publicKey: vapidKeys().publicKey })),
  browsers: own.query(({ ctx }) => listBrowsers(visitorOf(ctx))),
  addBrowser: own.input(addBrowserSchema).mutation(({ ctx, input }) => addBrowser(visitorOf(ctx), input)),
  removeBrowser: own
    .input(browserInput)
    .mutation(({ ctx, input }) => removeBrowser(visitorOf(ctx), input.browserId)),
  testPush: own.input(browserInput).mutation(({ ctx, input }) => testPush(visitorOf(ctx), input.browserId)),
});
