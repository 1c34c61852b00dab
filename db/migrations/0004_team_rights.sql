-- What a tenant transaction may touch of the new tables. Row-level security narrows each of these to one workspace.
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations, chat_assignments, api_tokens, workspace_pictures, data_exports, contact_erasures, leak_tests TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT ON export_chunks, audit_seals TO moltdesk_tenant;--> statement-breakpoint
INSERT INTO workspace_slugs (slug, workspace_id, created_at) SELECT slug, id, created_at FROM workspaces;
