import { test } from "vitest";
import { systemSql } from "#db/client.ts";
import { listEvents, listFilters } from "#server/inbox/reads.ts";
import { listEventsSchema } from "#server/inbox/schemas.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeConnection, makeNumber } from "./fixtures.ts";
test("perf", async () => {
  const { workspaceId } = await makeWorkspace();
  const c = await makeConnection(workspaceId);
  const n = await makeNumber(workspaceId, c);
  const h = await makeNumber(workspaceId, c, { allowed: false });
  const bound = await makeInbox(workspaceId, { connectionId: c });
  const hand = await makeInbox(workspaceId);
  await systemSql()`insert into events (workspace_id, seq, id, inbox_id, received_at, verdict, event, session_id, chat_id, sha256, headers, body)
    select ${workspaceId}, i, gen_random_uuid(), case when i % 1000 = 7 then ${hand.id}::uuid else ${bound.id}::uuid end, now(), 'verified',
      case when i % 5000 = 3 then 'lead.detected' when i % 3 = 0 then 'group.message' else 'message.received' end,
      case when i % 50 = 1 or i % 5000 = 3 then ${n.sessionId} else ${h.sessionId} end, 'x@c.us', '\\x00', '{}', convert_to(repeat('{"a":1}', 30), 'utf8')
    from generate_series(1, 300000) i`;
  await systemSql()`analyze events`;
  const time = async (name: string, f: () => Promise<unknown>) => { const t = performance.now(); const r = await f(); console.log(name, Math.round(performance.now() - t), JSON.stringify(r).slice(0, 160)); };
  for (const input of [{}, { event: "lead.detected" }, { event: "group.message" }, { sessionId: n.sessionId }, { inboxId: hand.id }, { verdict: "unsigned" }, { before: 100 }])
    await time(JSON.stringify(input), () => listEvents(workspaceId, listEventsSchema.parse(input)));
  await time("filters", () => listFilters(workspaceId));
  await systemSql()`delete from events where workspace_id = ${workspaceId} and session_id = ${n.sessionId} and event = 'message.received'`;
  await time("filters hidden", () => listFilters(workspaceId));
}, 120000);
