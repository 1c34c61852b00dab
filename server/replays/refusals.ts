import { DomainError } from "#server/core/errors.ts";

export const destinationOff = () =>
  new DomainError(
    "conflict",
    "replay.destination_disabled",
    "This destination is off, so nothing is sent to it. Turn it on first.",
  );
