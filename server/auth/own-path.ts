import { env } from "#server/core/env.ts";

/** Where people go after sign-in when nobody said otherwise: to their workspace. */
const home = "/w";

/** Addresses that would lead in a circle, or are no page. */
const noDestination = /^\/(api|sign-in)(\/|$)/;

/**
 * The path to go to after sign-in: `wanted` when it is a page of ours, else the start. Wanted comes from a link that
 * anybody may have written, so what is not plainly ours is not followed.
 */
export function ownPath(wanted: string | null | undefined): string {
  const { origin } = new URL(env().PUBLIC_URL);
  if (!wanted || !URL.canParse(wanted, origin)) return home;
  const url = new URL(wanted, origin);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/.//host` is ours to the parser, yet its path alone names another site.
  const isOurs = url.origin === origin && !path.startsWith("//");
  return isOurs && !noDestination.test(url.pathname) ? path : home;
}
