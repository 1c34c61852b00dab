import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { addBrowser, listBrowsers, removeBrowser } from "./browsers.ts";
import { addBrowserSchema, browserInput } from "./schemas.ts";
import { testPush } from "./test-push.ts";
import { vapidKeys } from "./vapid.ts";

const own = workspaceProcedure("notices.own");
const ownerOf = (ctx: { workspace: { id: string }; authorId: string | null }) => ({
  workspaceId: ctx.workspace.id,
  userId: ctx.authorId,
});

/** How news reach a member outside of the app. */
export const alertsRouter = router({
  /** For whose pushes a browser asks its push service; base64url. */
  pushKey: own.query(() => ({ publicKey: vapidKeys().publicKey })),
  browsers: own.query(({ ctx }) => listBrowsers(ownerOf(ctx))),
  addBrowser: own.input(addBrowserSchema).mutation(({ ctx, input }) => addBrowser(ownerOf(ctx), input)),
  removeBrowser: own
    .input(browserInput)
    .mutation(({ ctx, input }) => removeBrowser(ownerOf(ctx), input.browserId)),
  testPush: own.input(browserInput).mutation(({ ctx, input }) => testPush(ownerOf(ctx), input.browserId)),
});
