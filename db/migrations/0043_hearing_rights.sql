GRANT SELECT, INSERT, UPDATE, DELETE ON hearing_cursors TO moltdesk_tenant;--> statement-breakpoint
-- What came before has been heard by the jobs that came with it.
INSERT INTO hearing_cursors (workspace_id, through_seq) SELECT workspace_id, last_seq FROM workspace_counters;
