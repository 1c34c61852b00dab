import { createDestination } from "#server/destinations/create-destination.ts";
import { listDestinations } from "#server/destinations/reads.ts";
import { createDestinationSchema } from "#server/destinations/schemas.ts";
import { SetupError } from "../environment.ts";
import { type Command, text, type Values, workspaceNamed } from "./command.ts";

function inputOf(values: Values) {
  const url = text(values, "url");
  const named = typeof values.name === "string" ? values.name : (URL.parse(url)?.host ?? url);
  const read = createDestinationSchema.safeParse({
    url,
    name: named.slice(0, 80),
    ordered: values.ordered === true,
    ...(values.format !== undefined && { format: values.format }),
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new SetupError(`--${String(issue?.path[0])} is not right: ${issue?.message}.`);
}

export const destinationCreate: Command = {
  about: "add a program that gets the workspace's events; prints its signing secret",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    url: { type: "string", about: "where it takes deliveries", required: true },
    name: { type: "string", about: "what people call it (the address's host)" },
    format: { type: "string", about: "standard, raw, slack, discord or teams (standard)" },
    ordered: { type: "boolean", about: "strictly one after the other" },
  },
  async run(values) {
    const input = inputOf(values);
    const workspace = await workspaceNamed(values);
    return createDestination(workspace.id, input, { kind: "operator" });
  },
};

export const destinationList: Command = {
  about: "print a workspace's destinations, their health and since when it is so",
  options: { workspace: { type: "string", about: "slug or id", required: true } },
  async run(values) {
    const workspace = await workspaceNamed(values);
    const found = await listDestinations(workspace.id, { mayManage: true });
    return found.map(
      ({ id, name, url, format, ordered, health, disabled, lastSuccessAt, lastFailureAt }) => ({
        ...{ id, name, url, format, ordered, health },
        ...{ disabled: disabled?.reason ?? null, lastSuccessAt, lastFailureAt },
      }),
    );
  },
};
