import type { numbers } from "#db/schema/index.ts";

/**
 * What the evidence says: `proven` by a message that came or left since it works, `unproven` (it says that it works,
 * and nothing has shown it lately), `moving` (starting or waiting for a scan), `down`.
 */
export type NumberHealth = "proven" | "unproven" | "moving" | "down";

/** A proof that is older tells nothing of now. */
const proofForMs = 24 * 3_600_000;

type Evidence = Pick<typeof numbers.$inferSelect, "status" | "workingSince" | "provenAt">;

export function healthOf({ status, workingSince, provenAt }: Evidence, now: Date): NumberHealth {
  if (status === "starting" || status === "qr_code") return "moving";
  if (status !== "working") return "down";
  const isRecent = provenAt !== null && now.getTime() - provenAt.getTime() <= proofForMs;
  return isRecent && (workingSince === null || provenAt >= workingSince) ? "proven" : "unproven";
}
