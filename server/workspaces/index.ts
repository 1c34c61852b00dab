export { createWorkspace } from "./create-workspace.ts";
export { suggestSlug } from "./free-slug.ts";
export { findMembership, listMemberships, type Membership } from "./reads.ts";
export {
  createWorkspaceSchema,
  slugFrom,
  slugSchema,
  workspaceInput,
  workspaceNameSchema,
} from "./schemas.ts";
