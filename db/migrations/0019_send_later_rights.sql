-- What a tenant transaction may touch of the new tables. Row-level security narrows each of these to one workspace.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox_media, scheduled_messages TO moltdesk_tenant;
