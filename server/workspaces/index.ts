export { createWorkspace } from "./create-workspace.ts";
export { suggestSlug } from "./free-slug.ts";
export { findMembership, lastEventSeq, listMemberships, type Membership } from "./reads.ts";
export {
  createWorkspaceSchema,
  slugFrom,
  slugSchema,
  suggestSlugSchema,
  workspaceInput,
} from "./schemas.ts";
