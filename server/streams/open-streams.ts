import { DomainError } from "#server/core/errors.ts";
import { singleton } from "#server/core/singleton.ts";

/** Streams and waiting answers that a process keeps open; each costs reads whenever something happens. */
export const openLimits = { perToken: 20, perWorkspace: 100 } as const;

const counts = () => singleton("streams.open", () => new Map<string, number>());

/** How many are open for a token or a workspace in this process. */
export const openFor = (id: string): number => counts().get(id) ?? 0;

/**
 * Takes a place for one more stream. @returns what gives it back, once
 * @throws DomainError limited `token.too_many_streams`
 */
export function takePlace(tokenId: string, workspaceId: string): () => void {
  if (openFor(tokenId) >= openLimits.perToken) throw tooMany(openLimits.perToken);
  if (openFor(workspaceId) >= openLimits.perWorkspace) throw tooMany(openLimits.perWorkspace);
  const add = (id: string, change: number) => {
    const count = openFor(id) + change;
    if (count > 0) counts().set(id, count);
    else counts().delete(id);
  };
  const ids = [tokenId, workspaceId];
  for (const id of ids) add(id, 1);
  let isTaken = true;
  return () => {
    if (isTaken) for (const id of ids) add(id, -1);
    isTaken = false;
  };
}

const tooMany = (limit: number) =>
  new DomainError(
    "limited",
    "token.too_many_streams",
    `There are ${limit} open streams already, which is the limit for one token (${openLimits.perToken}) or one workspace (${openLimits.perWorkspace}). Close one that is not read any more.`,
    { params: { limit }, retryAfterMs: 10_000 },
  );
