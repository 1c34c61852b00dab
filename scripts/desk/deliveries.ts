import { listDeliveries } from "#server/deliveries/reads.ts";
import { type DeliveryState, listDeliveriesSchema } from "#server/deliveries/schemas.ts";
import { beginReplay } from "#server/replays/ask-replay.ts";
import { type ReplaySelectionInput, startReplaySchema } from "#server/replays/schemas.ts";
import { SetupError } from "../environment.ts";
import { type Command, text, type Values, wholeNumber, workspaceNamed } from "./command.ts";

export const deliveryList: Command = {
  about: "print a workspace's newest deliveries, and what became of them",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    destination: { type: "string", about: "only of this one, by its id" },
    state: { type: "string", about: "pending, delivering, failed, delivered, dead, blocked or cancelled" },
    limit: { type: "string", about: "how many, at most 100 (50)" },
  },
  async run(values) {
    const workspace = await workspaceNamed(values);
    const asked = listDeliveriesSchema.safeParse({
      limit: wholeNumber(values, "limit", 50),
      ...(values.destination !== undefined && { destinationId: values.destination }),
      ...(values.state !== undefined && { states: [values.state as DeliveryState] }),
    });
    if (!asked.success) throw wrong(asked.error.issues[0]?.path[0]);
    const { deliveries } = await listDeliveries(workspace.id, asked.data);
    return deliveries;
  },
};

export const replay: Command = {
  about: "send events to a destination again; a running worker does it, with the same webhook-id",
  options: {
    workspace: { type: "string", about: "slug or id", required: true },
    destination: { type: "string", about: "its id", required: true },
    dead: { type: "boolean", about: "what is dead" },
    since: { type: "string", about: "all that arrived since this instant, as 2026-01-31T08:00:00Z" },
    event: { type: "string", about: "one event, by its id" },
    rate: { type: "string", about: "how many a second (50)" },
  },
  async run(values) {
    const workspace = await workspaceNamed(values);
    const asked = startReplaySchema.safeParse({
      destinationId: text(values, "destination"),
      selection: selectionOf(values),
      ratePerSecond: wholeNumber(values, "rate", 50),
    });
    if (!asked.success) throw wrong(asked.error.issues[0]?.path.at(-1));
    return beginReplay(workspace.id, asked.data, { kind: "operator" });
  },
};

function selectionOf({ dead, since, event }: Values): ReplaySelectionInput {
  const given: ReplaySelectionInput[] = [];
  if (dead === true) given.push({ kind: "states", states: ["dead"] });
  if (typeof since === "string") given.push({ kind: "since", since });
  if (typeof event === "string") given.push({ kind: "events", eventIds: [event] });
  const [selection] = given;
  if (given.length !== 1 || !selection) throw new SetupError("Give one of --dead, --since and --event.");
  return selection;
}

const wrong = (what: unknown) =>
  new SetupError(`What is given for ${String(what ?? "it")} is not right. See \`npm run desk -- help\`.`);
