// Verbs that change members stay out of here: they need invitations, which themselves need this file.
export { isActive, mayEnter } from "./active.ts";
export { checkRestrictions } from "./check-restrictions.ts";
export { lockColleague } from "./lock-colleague.ts";
export { lockActingRole, ownersOnly, rightsChanged } from "./lock-team.ts";
export { listManagers } from "./reads.ts";
export {
  allRoles,
  isRestrictable,
  may,
  mayAssign,
  type Permission,
  permissions,
  permits,
  type Resource,
  type Restrictions,
  type Role,
  rolesThatMay,
  roleTable,
  type TokenScope,
  tokenScopes,
  unrestricted,
} from "./roles.ts";
