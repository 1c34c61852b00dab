export { createWorkspace, slugTaken } from "./create-workspace.ts";
export { suggestSlug } from "./free-slug.ts";
export {
  findMembership,
  findWorkspaceForToken,
  findWorkspaceId,
  findWorkspaceSlug,
  lastEventSeq,
  listMemberships,
  type Membership,
  readDeletion,
  readPicture,
  sightOf,
} from "./reads.ts";
export {
  createWorkspaceSchema,
  slugFrom,
  slugSchema,
  suggestSlugSchema,
  workspaceInput,
} from "./schemas.ts";
