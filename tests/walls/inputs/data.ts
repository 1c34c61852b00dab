import { randomInt } from "node:crypto";
import { systemDb } from "#db/client.ts";
import { dataExports } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { DomainInputs } from "./define.ts";

/** Somebody who never wrote, so that nothing is taken from the other procedures. */
const stranger = () => `+4915${randomInt(1e9, 1e10 - 1)}`;
const kept = { events: 400, messages: null, audit: 400 };

export const data: DomainInputs = async ({ workspaceId }) => {
  const id = newId();
  await systemDb()
    .insert(dataExports)
    .values({ workspaceId, id, kind: "workspace", format: "json", state: "queued" });
  return {
    "data.retention": {},
    "data.previewRetention": kept,
    "data.setRetention": kept,
    "data.exports": {},
    "data.cancelExport": { id },
    "data.exportEvents": { format: "json" },
    "data.exportWorkspace": { format: "csv" },
    "data.erasures": {},
    "data.previewErasure": { contact: stranger() },
    "data.eraseContact": { contact: stranger(), reason: "They asked for it" },
    "data.checkAiConsent": {},
  };
};
