-- What a tenant transaction may touch. Row-level security narrows each of these to one workspace.
GRANT USAGE ON SCHEMA public TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT ON users TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT, UPDATE ON workspaces TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON members, connections, numbers, pairings, inboxes, outbox_messages TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT ON events, event_fingerprints, rejected_requests TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT, INSERT ON audit_entries TO moltdesk_tenant;--> statement-breakpoint
-- The one thing of the job queue that a tenant transaction may do: add a job that commits or vanishes with it.
-- Runs with its owner's rights; the fixed search_path keeps a caller's objects out of it.
CREATE FUNCTION enqueue_job(task text, payload json, job_key text, run_at timestamptz, max_attempts integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    identifier => task,
    payload => payload,
    job_key => job_key,
    run_at => run_at,
    max_attempts => max_attempts
  );
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION enqueue_job(text, json, text, timestamptz, integer) FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enqueue_job(text, json, text, timestamptz, integer) TO moltdesk_tenant;
