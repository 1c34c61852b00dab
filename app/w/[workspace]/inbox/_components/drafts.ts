/**
 * What somebody has begun to write, by event, so that it survives a look at another event. The key is made at the
 * first try to send and stays until that try has succeeded: however often it is repeated, it is one message.
 */
export interface Draft {
  text: string;
  idempotencyKey: string | null;
}

export type Drafts = Map<string, Draft>;

export const emptyDraft: Draft = { text: "", idempotencyKey: null };
