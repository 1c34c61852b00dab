import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { askForProof, provedSince } from "#app/_lib/auth/proof-gate.ts";
import type { AppRouter } from "#server/api/root.ts";

/**
 * A change that the server refuses until the person confirms that it is them asks for that, then is sent again. Who
 * does not confirm gets the refusal.
 */
export const confirmLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      const sentAt = performance.now();
      let isOver = false;
      let running = next(op).subscribe({
        ...observer,
        error(error) {
          const wantsProof = op.type === "mutation" && error.data?.reason === "auth.confirm_first";
          if (!wantsProof) return observer.error(error);
          // Another call's proof may have come while this one was on its way.
          const proof = provedSince(sentAt) ? Promise.resolve(true) : askForProof();
          void proof.then((proved) => {
            if (isOver) return;
            if (proved) running = next(op).subscribe(observer);
            else observer.error(error);
          });
        },
      });
      return () => {
        isOver = true;
        running.unsubscribe();
      };
    });
