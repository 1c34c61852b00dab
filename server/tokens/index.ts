export { grantFromHeader, type TokenGrant } from "./find-grant.ts";
