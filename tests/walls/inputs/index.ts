import type { Desk, DomainInputs } from "./define.ts";
import { chats, connection, inbox, live, messages, numbers, workspaces } from "./first-domains.ts";
import { tokens } from "./tokens.ts";

/** One a domain; a procedure that none of them names fails the walls' test. */
const domains: DomainInputs[] = [workspaces, connection, numbers, inbox, messages, chats, live, tokens];

/** These take away what the others need, in this order. */
const atTheEnd = ["numbers.delete", "connection.disconnect"];

/** What every procedure is asked, in an order in which each can succeed. */
export async function inputsFor(desk: Desk): Promise<[path: string, input: object][]> {
  const inputs: Record<string, object> = {};
  for (const domain of domains) Object.assign(inputs, await domain(desk));
  const place = (path: string) => atTheEnd.indexOf(path);
  return Object.entries(inputs).sort(([a], [b]) => place(a) - place(b));
}
