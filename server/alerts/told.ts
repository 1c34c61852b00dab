/** What came of telling somebody. `reached`: the browsers where it arrived, of which others are tried again. */
export type Told = { done: true } | { done: false; retryAfterMs?: number; reached: string[] };
