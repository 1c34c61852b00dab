import { randomBytes } from "node:crypto";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { createInbox, type NewInbox } from "#server/inbox/index.ts";
import { createWorkspace } from "#server/workspaces/index.ts";

const unique = () => randomBytes(5).toString("hex");

/** A person who can sign in. */
export async function makeUser(email = `person-${unique()}@example.com`) {
  const user = { id: newId(), email, name: email.split("@")[0] ?? email };
  await systemDb().insert(users).values(user);
  return user;
}

/** A workspace with its owner; every suite makes its own. */
export async function makeWorkspace(name = "Test workspace") {
  const owner = await makeUser();
  const { id, slug } = await createWorkspace(owner.id, { name, slug: `test-${unique()}` });
  return { workspaceId: id, slug, ownerId: owner.id, owner };
}

/** An inbox made by hand; `token` is the last part of its URL. */
export async function makeInbox(workspaceId: string, options: Partial<NewInbox> = {}) {
  const inbox = await createInbox(workspaceId, { name: "Test inbox", ...options }, { kind: "operator" });
  return { ...inbox, token: inbox.url.split("/in/")[1] ?? "" };
}
