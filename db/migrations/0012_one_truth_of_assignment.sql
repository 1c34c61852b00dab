-- Who takes care of a chat moves into the chat itself. Assignments of sessions that are no number of the workspace are let go.
-- Kind and phone are read from the address as `server/chats/address.ts` does.
INSERT INTO "chats" (workspace_id, id, number_id, session_id, chat_id, kind, phone, assignee_id, assigned_at, last_message_at)
SELECT a.workspace_id, gen_random_uuid(), n.id, a.session_id, a.chat_id,
  CASE WHEN a.chat_id LIKE '%@g.us' THEN 'group' WHEN a.chat_id ~ '@(c\.us|s\.whatsapp\.net|lid)$' THEN 'person' ELSE 'other' END,
  '+' || substring(a.chat_id from '^([0-9]{5,15})@(?:c\.us|s\.whatsapp\.net)$'), a.user_id, a.assigned_at, a.assigned_at
FROM "chat_assignments" a JOIN "numbers" n ON n.workspace_id = a.workspace_id AND n.session_id = a.session_id;--> statement-breakpoint
ALTER TABLE "chat_assignments" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP POLICY "chat_assignments_own_workspace" ON "chat_assignments" CASCADE;--> statement-breakpoint
DROP POLICY "chat_assignments_within_sight" ON "chat_assignments" CASCADE;--> statement-breakpoint
DROP TABLE "chat_assignments" CASCADE;--> statement-breakpoint
CREATE POLICY "chat_syncs_within_sight" ON "chat_syncs" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[])));