/** A workspace with something of everything in it, for calling each of its procedures. */
export type Desk = {
  workspaceId: string;
  slug: string;
  ownerId: string;
  numberId: string;
  sessionId: string;
  eventId: string;
  /** The chat of that event. */
  chat: string;
  /** An inbox whose keys may be changed, and one whose URL may be shown. */
  inboxId: string;
  otherInboxId: string;
};

/**
 * What each procedure of a domain is asked, by its path, without the workspace. May first make what the inputs name
 * (an invitation, a token). Asked for anew for each caller, so a procedure may use its target up.
 */
export type DomainInputs = (desk: Desk) => Promise<Record<string, object>>;
