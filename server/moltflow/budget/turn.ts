/** What calls wait for each other: a person's act (a send, pairing, a change), what they look at, syncs, bulk work. */
export const budgetClasses = ["send", "read", "sync", "bulk"] as const;
export type BudgetClass = (typeof budgetClasses)[number];

/** Whose call it is, for its place in the line of everybody who shares the MoltFlow account. */
export type Turn = {
  class: BudgetClass;
  /** Inside a class, members take turns; null is Moltdesk itself. */
  member: string | null;
  /** Of a send: a session that MoltFlow slows down holds up its own sends only. */
  sessionId?: string;
  /**
   * Of a job: it waits a moment only, then fails with `budget_wait`, and has its place in line when it asks again under
   * this name. A call of the classes `sync` and `bulk` has one of itself.
   */
  place?: string;
  /** It is part of a call by token, which the workspace's limiter has counted; further calls of the client are not. */
  counted?: true;
};
