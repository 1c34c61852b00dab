-- What a tenant transaction may touch of the new tables. Row-level security narrows each of these to one workspace.
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_label_sets, label_syncs, labels_on_numbers TO moltdesk_tenant;
