import type { Actor } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";

/** Who acts; `authorId` is null for a token of the workspace, which is nobody. */
export type Author = { actor: Actor; authorId: string | null };

/** The person who acts. @throws DomainError forbidden `chat.people_only` for a token that stands for nobody */
export function personOf({ authorId }: Pick<Author, "authorId">): string {
  if (authorId !== null) return authorId;
  throw new DomainError(
    "forbidden",
    "chat.people_only",
    "Notes, drafts and being present belong to a person. Use a token of a member, not one of the workspace.",
  );
}
