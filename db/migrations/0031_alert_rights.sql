GRANT SELECT, INSERT, UPDATE, DELETE ON alert_turns TO moltdesk_tenant;--> statement-breakpoint
-- As enqueue_job, for a job that may wait already: it runs at the earlier of both moments.
CREATE FUNCTION enqueue_job_no_later(task text, payload json, job_key text, run_at timestamptz, max_attempts integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    identifier => task,
    payload => payload,
    job_key => job_key,
    run_at => run_at,
    max_attempts => max_attempts,
    job_key_mode => 'preserve_run_at'
  );
  -- Its row is ours until the transaction ends, so nobody comes between.
  UPDATE graphile_worker._private_jobs j SET run_at = enqueue_job_no_later.run_at
  WHERE j.key = enqueue_job_no_later.job_key AND j.locked_at IS NULL AND j.run_at > enqueue_job_no_later.run_at;
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION enqueue_job_no_later(text, json, text, timestamptz, integer) FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enqueue_job_no_later(text, json, text, timestamptz, integer) TO moltdesk_tenant;--> statement-breakpoint
-- A browser pushes to one person: who lets it push to them takes it over from whoever used it before, in every workspace.
CREATE FUNCTION take_over_browser(endpoint bytea, person text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM push_browsers WHERE endpoint_hash = endpoint AND user_id <> person;
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION take_over_browser(bytea, text) FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_over_browser(bytea, text) TO moltdesk_tenant;
