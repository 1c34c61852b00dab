export { createWorkspace, suggestSlug } from "./create-workspace.ts";
export { findMembership, isSlugFree, listMemberships, type Membership } from "./reads.ts";
export {
  createWorkspaceSchema,
  slugFrom,
  slugSchema,
  workspaceInput,
  workspaceNameSchema,
} from "./schemas.ts";
