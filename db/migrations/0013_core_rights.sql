-- What a tenant transaction may touch of the new tables. Row-level security narrows each of these to one workspace.
GRANT SELECT, INSERT, UPDATE, DELETE ON chats, chat_reads, chat_syncs, messages, labels, chat_labels, notices, upstream_reads TO moltdesk_tenant;--> statement-breakpoint
-- Clears only the assignee when a member goes; drizzle cannot name the column of SET NULL.
ALTER TABLE chats ADD CONSTRAINT chats_assignee_is_member FOREIGN KEY (workspace_id, assignee_id)
  REFERENCES members (workspace_id, user_id) ON DELETE SET NULL (assignee_id);
