import type { AnyTRPCRouter } from "@trpc/server";
import type { ApiContext } from "#server/api/context.ts";
import { createCallerFactory, router, workspaceProcedure } from "#server/api/trpc.ts";
import { DomainError } from "#server/core/errors.ts";
import { lastReport } from "./reads.ts";
import { runLeakTest } from "./run-leak-test.ts";
import { proceduresOf } from "./try-everything.ts";

const test = workspaceProcedure("walls.test");

/** `others` is every other procedure: what the leak test calls, as whoever runs it. */
export const wallsRouter = (others: AnyTRPCRouter) =>
  router({
    lastReport: test.query(({ ctx }) => lastReport(ctx.workspace.id)),
    runLeakTest: test.mutation(async ({ ctx }) => {
      const { viewer, workspace, actor, requestId, ip } = ctx;
      if (!viewer) throw forPeople();
      // As if they had just proved who they are: else what stands behind that question would not be tried.
      const context: ApiContext = {
        ...{ viewer: { ...viewer, confirmedAt: new Date() }, grant: null },
        ...{ requestId, ip, sameOrigin: true },
      };
      // Ends the streams that it opened.
      const done = new AbortController();
      try {
        await runLeakTest(workspace.id, {
          ...{ slug: workspace.slug, userId: viewer.id, actor },
          caller: createCallerFactory(others)(context, { signal: done.signal }),
          procedures: proceduresOf(others),
        });
      } finally {
        done.abort();
      }
      return lastReport(workspace.id);
    }),
  });

const forPeople = () =>
  new DomainError("forbidden", "token.scope", "Only a person may do this, not a program with a token.", {
    params: { permission: "walls.test" },
  });
