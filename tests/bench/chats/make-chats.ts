import { systemSql } from "#db/client.ts";
import { wordsOf } from "#server/chats/words.ts";
import { newId } from "#server/core/ids.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeWorkspace } from "#tests/support/factories.ts";

export type Size = { chats: number; messagesEach: number };

const vocabulary = 8_000;
const templates = 40_000;
const han =
  "预约明天下午上午三点牙科检查价格多少可以吗谢谢你好医生今天收到请问地址在哪里什么时候方便付款订单发货快递查询";

/** A few words are everywhere, most are rare, as in any language. */
const someWord = () => `w${Math.floor(vocabulary ** Math.random())}`;
const someHan = () =>
  Array.from(
    { length: 4 + Math.floor(Math.random() * 8) },
    () => han[Math.floor(Math.random() * han.length)],
  ).join("");

function someText(): string {
  if (Math.random() < 0.2) return `${someHan()}，${someHan()}。`;
  return Array.from({ length: 3 + Math.floor(Math.random() * 12) }, someWord).join(" ");
}

/** Texts that messages repeat, with what they are found by. */
async function fillTemplates(): Promise<void> {
  const sql = systemSql();
  await sql`create table if not exists bench_texts (n int primary key, text text, words tsvector)`;
  for (let from = 0; from < templates; from += 5_000) {
    const rows = Array.from({ length: 5_000 }, (_, index) => {
      const text = someText();
      return { n: from + index, text, words: wordsOf(text) };
    });
    await sql`
      insert into bench_texts select n, text, array_to_tsvector(words)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (n int, text text, words text[])
      on conflict do nothing`;
  }
}

/** A workspace of this size: chats in a few hands, each with messages in both directions; and one long chat. */
export async function makeChats({ chats, messagesEach }: Size, long = 0) {
  const workspace = await makeWorkspace();
  const { workspaceId, ownerId } = workspace;
  const { numberId, sessionId } = await makeConnectedNumber(workspaceId);
  const sql = systemSql();
  await fillTemplates();
  await sql`
    insert into chats (workspace_id, id, number_id, session_id, chat_id, kind, phone, name, assignee_id, last_message_at,
      last_preview, last_kind, last_direction, waiting_since, inbound_count, outbound_count)
    select ${workspaceId}, gen_random_uuid(), ${numberId}, ${sessionId}, phone || '@c.us', 'person', '+' || phone, 'Person ' || n,
      case when n % 10 = 0 then ${ownerId} end, at, 'Hello', 'text', 'inbound', case when n % 3 = 0 then at end,
      ${messagesEach}::int, 0
    from (select n, (5511000000000 + n)::text as phone, date_trunc('milliseconds', now() - n * interval '20 seconds') as at
      from generate_series(1, ${chats}::int) n) made`;
  const longChat = newId();
  await sql`
    insert into chats (workspace_id, id, number_id, session_id, chat_id, kind, last_message_at, inbound_count)
    values (${workspaceId}, ${longChat}, ${numberId}, ${sessionId}, 'long@c.us', 'person', now() - interval '1 day', ${long}::int)`;
  await insertMessages(workspaceId, numberId, null, messagesEach);
  if (long > 0) await insertMessages(workspaceId, numberId, longChat, long);
  const context = await contextOf(workspace.owner);
  return { ...workspace, numberId, longChat, context, api: await callerOf(workspace.owner) };
}

/** `each` messages for one chat, or for every chat but the long one. */
async function insertMessages(workspaceId: string, numberId: string, chat: string | null, each: number) {
  await systemSql()`
    insert into messages (workspace_id, id, chat, number_id, direction, kind, text, words, author_kind, status, happened_at)
    select ${workspaceId}, gen_random_uuid(), made.id, ${numberId}, case when m % 2 = 0 then 'outbound' else 'inbound' end,
      'text', t.text, t.words, case when m % 2 = 0 then 'phone' else 'contact' end,
      case when m % 2 = 0 then 'read' else 'received' end,
      made.last_message_at - m * interval '7 minutes'
    from (
      select c.id, c.last_message_at, m, floor(random() * ${templates}::int)::int as n
      from chats c cross join generate_series(0, ${each - 1}::int) m
      where c.workspace_id = ${workspaceId} and (c.id = ${chat} or (${chat}::uuid is null and c.chat_id <> 'long@c.us'))
      order by c.last_message_at - m * interval '7 minutes'
    ) made join bench_texts t on t.n = made.n`;
}

/** As people search: words that are everywhere, rare ones, several, the beginning of one, Chinese, names and digits. */
export function someQuery(): string {
  const queries = [
    () => someWord(),
    () => `w${Math.floor(Math.random() * vocabulary)}`,
    () => `${someWord()} ${someWord()}`,
    () => `w${Math.floor(10 + Math.random() * 89)}`,
    () => someHan().slice(0, 2),
    () => someHan().slice(0, 4),
    () => `Person ${Math.floor(Math.random() * 1_000)}`,
    () => `${5_511_000_000_000 + Math.floor(Math.random() * 50_000)}`.slice(-5),
  ];
  return queries[Math.floor(Math.random() * queries.length)]?.() ?? "hello";
}
