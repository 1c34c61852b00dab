export { countCall } from "./count-call.ts";
export { grantFromHeader, isGrantGood, type TokenGrant } from "./find-grant.ts";
