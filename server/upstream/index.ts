export { amendUpstream } from "./amend.ts";
export { forgetOldReads, invalidateUpstream } from "./invalidate.ts";
export { type AnswerOf, type CachedOperation, type UpstreamKey, upstreamKey } from "./operations.ts";
export { type Fresh, readUpstream, refreshUpstream } from "./read-upstream.ts";
