import { DomainError } from "#server/core/errors.ts";
import type { Sender } from "../queue-message.ts";
import { maxWaiting } from "./schemas.ts";

const dayMs = 24 * 3_600_000;
const farthestMs = 366 * dayMs;

/** @throws DomainError invalid `scheduled.past` or `scheduled.far` */
export function assertTime(at: Date, now = Date.now()): void {
  if (at.getTime() <= now) {
    throw new DomainError(
      "invalid",
      "scheduled.past",
      "This time has passed, so nothing was scheduled. Choose a later one, or send now.",
    );
  }
  if (at.getTime() > now + farthestMs) {
    throw new DomainError(
      "invalid",
      "scheduled.far",
      "This is more than a year ahead, so nothing was scheduled. Choose an earlier time.",
    );
  }
}

/** A message waits in the name of a person, whose rights are asked again. @throws DomainError `scheduled.people_only` */
export function personOf({ authorId }: Sender): string {
  if (authorId !== null) return authorId;
  throw new DomainError(
    "forbidden",
    "scheduled.people_only",
    "A message that waits goes out in a person's name, and a token of the workspace stands for nobody. Use a token of a member.",
  );
}

export const settledAlready = () =>
  new DomainError(
    "conflict",
    "scheduled.settled_already",
    "This message does not wait any more: it was sent or cancelled meanwhile. Look at the list.",
  );

export const tooMany = () =>
  new DomainError(
    "conflict",
    "scheduled.too_many",
    `${maxWaiting} messages wait in this chat already, so this one was not scheduled. Cancel one first.`,
    { params: { max: maxWaiting } },
  );
