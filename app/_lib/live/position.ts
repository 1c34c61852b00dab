import { cache } from "react";
import { lastEventSeq } from "#server/workspaces/index.ts";

/**
 * Where the live stream of a page begins. Layout and page share one reading; a page that lists events awaits it before
 * it reads them, so that what commits in between is on the stream.
 */
export const livePosition = cache(lastEventSeq);
