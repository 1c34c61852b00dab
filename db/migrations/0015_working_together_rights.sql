-- What a tenant transaction may touch of the new tables. Row-level security narrows each of these to one workspace.
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_notes, chat_drafts, chat_presence, snippets TO moltdesk_tenant;
