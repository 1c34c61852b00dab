/** The world does not allow what was asked of it now; the message says why and what to do. */
export class Refusal extends Error {}
