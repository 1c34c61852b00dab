import { findOrCreateUser, makeSignInLink } from "#server/auth/index.ts";
import { addConnection } from "#server/connections/index.ts";
import { env } from "#server/core/env.ts";
import { createWorkspace, suggestSlug } from "#server/workspaces/index.ts";
import { type Command, text, workspaceNamed } from "./command.ts";

const operator = { kind: "operator" } as const;

export const workspaceCreate: Command = {
  about: "make a workspace; its owner signs in with this address",
  options: {
    email: { type: "string", about: "the owner's address", required: true },
    name: { type: "string", about: "the workspace's name", required: true },
  },
  async run(values) {
    const owner = await findOrCreateUser(text(values, "email"));
    const name = text(values, "name");
    const workspace = await createWorkspace(owner.id, { name, slug: await suggestSlug(name) }, operator);
    return { ...workspace, ownerId: owner.id, url: `${env().PUBLIC_URL}/w/${workspace.slug}` };
  },
};

export const signInLink: Command = {
  about: "print a link that signs this person in, once",
  options: { email: { type: "string", about: "the person's address", required: true } },
  async run(values) {
    return { url: await makeSignInLink(text(values, "email"), { callbackPath: "/w" }) };
  },
};

export const connectionAdd: Command = {
  about: "connect a workspace to MoltFlow and allow all numbers of the key's tenant",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    url: { type: "string", about: "origin of the API (MOLTFLOW_API_URL)" },
    key: { type: "string", about: "the MoltFlow API key", required: true },
  },
  async run(values) {
    const workspace = await workspaceNamed(values);
    const baseUrl = typeof values.url === "string" ? values.url : env().MOLTFLOW_API_URL;
    return addConnection(workspace.id, {
      baseUrl,
      key: text(values, "key"),
      allowAll: true,
      actor: operator,
    });
  },
};
