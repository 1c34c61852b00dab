import type { DomainInputs } from "./define.ts";

/** In an order in which each finds something to do. */
export const chatSyncs: DomainInputs = async ({ numberId }) => ({
  "chatSyncs.list": {},
  "chatSyncs.start": { numberId },
  "chatSyncs.pause": { numberId },
  "chatSyncs.resume": { numberId },
  "chatSyncs.reconcile": { numberId },
  "chatSyncs.cancel": { numberId },
});
