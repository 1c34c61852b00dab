import type { TokenScope } from "#server/members/roles.ts";

type Call = { path: string; input: Record<string, unknown>; isChange?: boolean };

/** One call for each scope, the most telling first. Ids in capitals are for the reader to fill in. */
const calls: [TokenScope, Call][] = [
  ["inbox.read", { path: "inbox.events", input: {} }],
  ["labels.read", { path: "labels.list", input: {} }],
  [
    "labels.set",
    {
      path: "labels.setOnChat",
      input: { chat: "CHAT", addIds: ["LABEL_ID"], removeIds: [] },
      isChange: true,
    },
  ],
  ["chats.read", { path: "chats.list", input: {} }],
  ["numbers.read", { path: "numbers.list", input: {} }],
  ["workspace.read", { path: "workspaces.get", input: {} }],
  ["groups.read", { path: "groups.list", input: {} }],
  ["budget.read", { path: "budget.status", input: {} }],
  ["members.read", { path: "members.list", input: {} }],
  ["connection.read", { path: "connection.get", input: {} }],
  ["snippets.read", { path: "snippets.list", input: {} }],
  ["destinations.read", { path: "destinations.list", input: {} }],
  ["audit.read", { path: "audit.list", input: {} }],
  [
    "messages.send",
    {
      path: "messages.send",
      input: { numberId: "NUMBER_ID", chatId: "CHAT_ID", text: "Hello", idempotencyKey: "A_NEW_UUID" },
      isChange: true,
    },
  ],
  ["chats.work", { path: "chats.resolve", input: { chat: "CHAT" }, isChange: true }],
  [
    "chats.assign",
    { path: "chats.assign", input: { eventId: "EVENT_ID", userId: "USER_ID" }, isChange: true },
  ],
];

/** The variable that a reader's shell has the token in. */
export const tokenVariable = "MOLTDESK_TOKEN";

/** How a program follows events; null for a token that may not read them. */
export function followExample(origin: string, scopes: readonly TokenScope[]): string | null {
  if (!scopes.includes("inbox.read")) return null;
  return `curl --no-buffer "${origin}/api/inbox/events?after=0" \\\n  --header "Accept: text/event-stream" \\\n  --header "Authorization: Bearer $${tokenVariable}"`;
}

/** A call that a token with these scopes can make, for a shell. */
export function curlExample(origin: string, workspace: string, scopes: readonly TokenScope[]): string {
  const call = calls.find(([scope]) => scopes.includes(scope))?.[1] ?? { path: "workspaces.get", input: {} };
  const input = JSON.stringify({ workspace, ...call.input });
  const how = call.isChange
    ? `curl ${origin}/api/trpc/${call.path} \\\n  --json '${input}'`
    : `curl --get ${origin}/api/trpc/${call.path} \\\n  --data-urlencode 'input=${input}'`;
  return `${how} \\\n  --header "Authorization: Bearer $${tokenVariable}"`;
}
