import { randomBytes } from "node:crypto";
import type { DomainInputs } from "./define.ts";

const random = () => randomBytes(4).toString("hex");

/** The smallest PNG: one transparent pixel. */
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

export const workspaces: DomainInputs = async () => ({
  "workspaces.list": {},
  "workspaces.overview": {},
  "workspaces.get": {},
  "workspaces.settings": {},
  "workspaces.gettingStarted": {},
  "workspaces.suggestSlug": { name: "Canary" },
  "workspaces.create": { name: "Canary", slug: `canary-${random()}` },
  "workspaces.update": { name: "Canary", timeZone: "Europe/Berlin", locale: "en" },
  "workspaces.changeSlug": { slug: `canary-${random()}` },
  "workspaces.setPicture": { base64: pixel },
  "workspaces.removePicture": {},
  "workspaces.markSeen": { seq: 1 },
  // The name that `workspaces.update` gave.
  "workspaces.delete": { name: "Canary" },
  "workspaces.undoDelete": {},
});
