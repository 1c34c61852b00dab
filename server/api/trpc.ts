import { initTRPC, TRPCError } from "@trpc/server";
import { recordRefusal } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import type { Permission } from "#server/members/index.ts";
import { workspaceInput } from "#server/workspaces/index.ts";
import type { ApiContext } from "./context.ts";
import { countProgram } from "./count-program.ts";
import { confirmFirst, type Demand, enter, isProofOld, signInFirst } from "./enter.ts";
import { publicError, trpcCodes } from "./error-map.ts";
import { withoutPhones } from "./without-phones.ts";

const t = initTRPC
  .context<ApiContext>()
  .meta<Demand>()
  .create({
    // The ping keeps a stream open through proxies and lets the client notice a dead one.
    sse: {
      ping: { enabled: true, intervalMs: 10_000 },
      client: { reconnectAfterInactivityMs: 25_000 },
      // A stream ends as soon as its reader may not have it any more (`live.ts`); this is the net under it.
      maxDurationMs: 10 * 60_000,
    },
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: error.cause instanceof DomainError ? error.cause.message : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        ...publicError(error.cause ?? error, ctx?.requestId ?? ""),
      },
    }),
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Turns our refusals into tRPC's, and logs once what nobody expected. */
const mapErrors = t.middleware(async ({ next, path, ctx }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof DomainError) {
    throw new TRPCError({ code: trpcCodes[cause.code], message: cause.message, cause });
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    log().error({ err: cause ?? result.error, path, requestId: ctx.requestId }, "procedure failed");
    throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Something went wrong on our side." });
  }
  return result;
});

/** Only our own pages may change anything with a member's cookie. */
const checkOrigin = t.middleware(({ next, type, ctx }) => {
  if (type === "mutation" && !ctx.sameOrigin) {
    throw new DomainError(
      "forbidden",
      "origin.foreign",
      "This request came from another site and was refused.",
    );
  }
  return next();
});

/** Programs have a share of calls, a whole workspace's together; people have none. */
const limitPrograms = t.middleware(async ({ next, ctx }) => {
  if (ctx.refusal) throw ctx.refusal;
  await countProgram(ctx);
  return next();
});

const base = t.procedure.use(mapErrors).use(limitPrograms).use(checkOrigin);

/** A procedure for people who are signed in; has no workspace. Programs with a token may not call it. */
export const signedIn = base.use(({ next, ctx }) => {
  const { viewer } = ctx;
  if (!viewer) throw signInFirst();
  return next({ ctx: { viewer } });
});

/** As `signedIn`, for changes of the account itself: the person has proved lately that it is them. */
export const confirmedPerson = signedIn.use(({ next, ctx }) => {
  if (isProofOld(ctx.viewer)) throw confirmFirst();
  return next();
});

/**
 * A procedure inside a workspace, for whoever has `permission` there; `confirmed` for dangerous acts. The slug comes
 * from the page's address. Gives `ctx.workspace` (with role and restrictions), `ctx.actor`, `ctx.sight` and
 * `ctx.authorId`.
 */
export const workspaceProcedure = (permission: Permission, { confirmed = false } = {}) =>
  base
    .meta({ permission, confirmed })
    .input(workspaceInput)
    .use(async ({ next, ctx, input }) => {
      const entered = await enter(ctx, input.workspace, { permission, confirmed });
      const { workspace, actor } = entered;
      const result = await next({ ctx: entered });
      if (!result.ok) {
        const { cause } = result.error;
        // The door let them in, and the verb refused them: an admin who would make somebody an owner, say.
        if (cause instanceof DomainError && cause.code === "forbidden") {
          await recordRefusal(workspace.id, actor, permission, cause.reason);
        }
        return result;
      }
      return workspace.hidePhones ? { ...result, data: withoutPhones(workspace.id, result.data) } : result;
    });
