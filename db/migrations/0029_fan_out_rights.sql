-- What a tenant transaction may touch of the new tables. Row-level security narrows each of these to one workspace.
GRANT SELECT, INSERT, UPDATE, DELETE ON destinations, destination_turns, destination_ledgers, destination_hours, deliveries, delivery_attempts, replays, fan_out_cursors TO moltdesk_tenant;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON subscriptions, subscription_mutes, notification_settings, on_call_shifts, push_browsers, alerts TO moltdesk_tenant;--> statement-breakpoint
-- Whoever deletes a delivery (retention, an erasure, its event going), the account of its destination still balances.
CREATE FUNCTION count_gone_deliveries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE destination_ledgers l SET
    gone_delivered = l.gone_delivered + g.delivered,
    gone_dead = l.gone_dead + g.dead,
    gone_blocked = l.gone_blocked + g.blocked,
    gone_cancelled = l.gone_cancelled + g.others
  FROM (
    SELECT destination_id,
      count(*) FILTER (WHERE state = 'delivered') AS delivered,
      count(*) FILTER (WHERE state = 'dead') AS dead,
      count(*) FILTER (WHERE state = 'blocked') AS blocked,
      count(*) FILTER (WHERE state NOT IN ('delivered', 'dead', 'blocked')) AS others
    FROM gone GROUP BY destination_id ORDER BY destination_id
  ) g
  WHERE l.destination_id = g.destination_id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER deliveries_gone AFTER DELETE ON deliveries
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_gone_deliveries();--> statement-breakpoint
-- Each row of these changes many times in its short life: room for it on its page, and cleaning before it shows.
ALTER TABLE destination_turns SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);--> statement-breakpoint
ALTER TABLE deliveries SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);--> statement-breakpoint
-- What arrived before there was a fan-out stays in the inbox; nobody is told of it late.
INSERT INTO fan_out_cursors (workspace_id, through_seq) SELECT workspace_id, last_seq FROM workspace_counters;
