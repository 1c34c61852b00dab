import { account } from "./account.ts";
import { alerts } from "./alerts.ts";
import { audit } from "./audit.ts";
import { billing, usage } from "./billing.ts";
import { budget } from "./budget.ts";
import { chatSyncs } from "./chat-syncs.ts";
import { data } from "./data.ts";
import type { Desk, DomainInputs } from "./define.ts";
import { deliveries, destinationActs, replays } from "./deliveries.ts";
import { chats, connection, inbox, live, numbers } from "./first-domains.ts";
import { groups } from "./groups.ts";
import { invitations } from "./invitations.ts";
import { labels, webhooks } from "./labels.ts";
import { members } from "./members.ts";
import { messages, scheduled } from "./messages.ts";
import { subscriptions } from "./subscriptions.ts";
import { notices, snippets, teamwork } from "./teamwork.ts";
import { tokens } from "./tokens.ts";
import { walls } from "./walls.ts";
import { workspaces } from "./workspaces.ts";

/** One a domain, those that need a working number before the one that stops it; a procedure that none names fails. */
const domains: DomainInputs[] = [
  audit,
  workspaces,
  connection,
  groups,
  labels,
  webhooks,
  numbers,
  inbox,
  messages,
  scheduled,
  chats,
  teamwork,
  snippets,
  notices,
  subscriptions,
  alerts,
  billing,
  budget,
  usage,
  chatSyncs,
  destinationActs,
  deliveries,
  replays,
  live,
  members,
  invitations,
  tokens,
  walls,
  data,
  account,
];

/** These take away what the others need, in this order; the last three change who the caller is. */
const atTheEnd = [
  "groups.unwatch",
  "labels.delete",
  "webhooks.delete",
  "numbers.delete",
  "connection.disconnect",
  "members.transfer",
  "members.leave",
  "invitations.accept",
];

/** What every procedure is asked, in an order in which each can succeed. */
export async function inputsFor(desk: Desk): Promise<[path: string, input: object][]> {
  const inputs: Record<string, object> = {};
  for (const domain of domains) Object.assign(inputs, await domain(desk));
  const place = (path: string) => atTheEnd.indexOf(path);
  return Object.entries(inputs).sort(([a], [b]) => place(a) - place(b));
}
