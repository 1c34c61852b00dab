import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError, notFound } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { may, type Permission, rolesThatMay } from "#server/members/index.ts";
import { findMembership, workspaceInput } from "#server/workspaces/index.ts";
import type { ApiContext } from "./context.ts";
import { publicError, trpcCodes } from "./error-map.ts";

const t = initTRPC.context<ApiContext>().create({
  // The ping keeps a stream open through proxies and lets the client notice a dead one.
  sse: {
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 25_000 },
    // Whoever lost their session or membership loses the stream within this time: each new one asks again.
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

const base = t.procedure.use(mapErrors).use(checkOrigin);

/** A procedure for people who are signed in; has no workspace. */
export const signedIn = base.use(({ next, ctx }) => {
  const { viewer } = ctx;
  if (!viewer) {
    throw new DomainError("unauthenticated", "auth.required", "Your session has ended. Sign in again.");
  }
  return next({ ctx: { viewer } });
});

/**
 * A procedure inside a workspace, for roles with `permission`. The slug comes from the page's address; a stranger gets
 * the same `not_found` as for a workspace that does not exist. Gives `ctx.workspace` (with the viewer's role).
 */
export const workspaceProcedure = (permission: Permission) =>
  signedIn.input(workspaceInput).use(async ({ next, ctx, input }) => {
    const workspace = await findMembership(ctx.viewer.id, input.workspace);
    if (!workspace) throw notFound("workspace");
    if (!may(workspace.role, permission)) {
      throw new DomainError(
        "forbidden",
        "role.insufficient",
        `Your role (${workspace.role}) does not allow this. Ask one of: ${rolesThatMay(permission).join(", ")}.`,
        { params: { role: workspace.role, roles: rolesThatMay(permission).join(", ") } },
      );
    }
    return next({ ctx: { workspace } });
  });
