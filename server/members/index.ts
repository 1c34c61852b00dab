export { may, type Permission, type Role, rolesThatMay } from "./roles.ts";
