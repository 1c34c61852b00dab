import { chatSyncOperations } from "#server/chat-syncs/operations.ts";
import { groupOperations } from "#server/groups/operations.ts";
import { labelOperations } from "#server/labels/operations.ts";
import { messageOperations } from "#server/messages/operations.ts";
import type { BudgetClass, OperationId } from "#server/moltflow/index.ts";
import { numberOperations } from "#server/numbers/operations.ts";
import { webhookOperations } from "#server/webhooks/operations.ts";

/** How we serve operations of MoltFlow's contract. */
export type ServedBy = Partial<
  Record<
    OperationId,
    {
      /** The procedure's path. */
      procedure: string;
      class: BudgetClass;
      /** Operations whose stored answers it makes old. */
      invalidates: readonly OperationId[];
    }
  >
>;

/** Which procedure serves which operation; each domain tells of its own. */
export const servedBy: ServedBy = {
  ...chatSyncOperations,
  ...groupOperations,
  ...labelOperations,
  ...messageOperations,
  ...numberOperations,
  ...webhookOperations,
};
