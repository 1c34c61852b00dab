-- The audit's chain. A field is written with its length, so no two entries share a text; null is a dash. What is hashed
-- here, server/audit/chain.ts hashes again from an export: change both or neither.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-');--> statement-breakpoint
CREATE FUNCTION audit_hash(entry audit_entries) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(
  audit_field('moltdesk.audit.1')
  || audit_field(entry.workspace_id::text)
  || audit_field(entry.seq::text)
  || audit_field(entry.id::text)
  || audit_field(to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  || audit_field(entry.actor_kind)
  || audit_field(entry.actor_id)
  || audit_field(entry.ip)
  || audit_field(entry.action)
  || audit_field(entry.outcome)
  || audit_field(entry.target)
  || audit_field(entry.details::text)
  || audit_field(encode(entry.prev_hash, 'hex')),
  'UTF8'));--> statement-breakpoint
-- Gives one entry its place at the end of its workspace's chain. The row of audit_heads is locked from here to commit.
CREATE FUNCTION audit_chain_entry(entry_id uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  entry public.audit_entries;
BEGIN
  SELECT * INTO entry FROM public.audit_entries WHERE id = entry_id;
  -- It may have gone again together with its workspace.
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO public.audit_heads (workspace_id, seq, hash)
    VALUES (entry.workspace_id, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT (workspace_id) DO NOTHING;
  SELECT seq + 1, hash INTO entry.seq, entry.prev_hash
    FROM public.audit_heads WHERE workspace_id = entry.workspace_id FOR UPDATE;
  entry.hash := public.audit_hash(entry);
  UPDATE public.audit_entries SET seq = entry.seq, prev_hash = entry.prev_hash, hash = entry.hash WHERE id = entry.id;
  UPDATE public.audit_heads SET seq = entry.seq, hash = entry.hash WHERE workspace_id = entry.workspace_id;
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_chain_entry(uuid) FROM PUBLIC;--> statement-breakpoint
-- What was recorded before there was a chain.
DO $$
DECLARE
  entry audit_entries;
  previous audit_entries;
BEGIN
  FOR entry IN SELECT * FROM audit_entries WHERE seq IS NULL ORDER BY workspace_id, at, id LOOP
    IF entry.workspace_id IS DISTINCT FROM previous.workspace_id THEN
      previous.seq := 0;
      previous.hash := decode(repeat('00', 32), 'hex');
    END IF;
    entry.seq := previous.seq + 1;
    entry.prev_hash := previous.hash;
    entry.hash := audit_hash(entry);
    UPDATE audit_entries SET seq = entry.seq, prev_hash = entry.prev_hash, hash = entry.hash WHERE id = entry.id;
    previous := entry;
  END LOOP;
  INSERT INTO audit_heads (workspace_id, seq, hash)
    SELECT DISTINCT ON (workspace_id) workspace_id, seq, hash FROM audit_entries ORDER BY workspace_id, seq DESC;
END $$;--> statement-breakpoint
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Who recorded in several workspaces locks their heads in the order in which everybody does: lower ones first.
  PERFORM FROM public.audit_heads
    WHERE workspace_id IN (
      SELECT workspace_id FROM public.audit_entries WHERE seq IS NULL AND workspace_id < NEW.workspace_id
    )
    ORDER BY workspace_id FOR UPDATE;
  PERFORM public.audit_chain_entry(NEW.id);
  RETURN NULL;
END $$;--> statement-breakpoint
-- At commit, so that the lock on the chain's end is the last that a transaction takes; in the order of insertion.
CREATE CONSTRAINT TRIGGER audit_entries_chain AFTER INSERT ON audit_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();--> statement-breakpoint
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: nobody changes or removes what is in it.', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
-- An entry changes once, from inside the trigger above; so does the end of the chain.
CREATE TRIGGER audit_entries_update BEFORE UPDATE ON audit_entries FOR EACH ROW
  WHEN (
    pg_trigger_depth() = 0 OR old.hash IS NOT NULL
    OR (new.workspace_id, new.id, new.at, new.actor_kind, new.actor_id, new.ip, new.action, new.outcome, new.target, new.details::text)
    IS DISTINCT FROM
    (old.workspace_id, old.id, old.at, old.actor_kind, old.actor_id, old.ip, old.action, old.outcome, old.target, old.details::text)
  ) EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
CREATE TRIGGER audit_heads_write BEFORE INSERT OR UPDATE ON audit_heads FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
-- A later seal of the same day takes the place of an earlier one, and a seal may be signed anew with a new key.
CREATE TRIGGER audit_seals_update BEFORE UPDATE ON audit_seals FOR EACH ROW
  WHEN (
    (new.workspace_id, new.kind, new.day) IS DISTINCT FROM (old.workspace_id, old.kind, old.day)
    OR new.seq < old.seq OR (new.seq = old.seq AND new.hash <> old.hash)
  ) EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
-- Two ways out: everything goes with its workspace (app.purging names it), or retention cuts off the start of the chain
-- (app.audit_retention names the workspace) after a seal has vouched for the cut.
CREATE FUNCTION audit_guard_delete() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part record;
BEGIN
  FOR part IN SELECT workspace_id, max(seq) AS last_seq FROM gone GROUP BY workspace_id LOOP
    CONTINUE WHEN part.workspace_id::text = current_setting('app.purging', true)
      AND NOT EXISTS (SELECT FROM public.workspaces WHERE id = part.workspace_id);
    CONTINUE WHEN TG_TABLE_NAME = 'audit_entries'
      AND part.workspace_id::text = current_setting('app.audit_retention', true)
      AND EXISTS (SELECT FROM public.audit_seals WHERE workspace_id = part.workspace_id AND kind = 'cut' AND seq >= part.last_seq)
      AND NOT EXISTS (SELECT FROM public.audit_entries WHERE workspace_id = part.workspace_id AND seq <= part.last_seq);
    RAISE EXCEPTION '% is append-only: nobody changes or removes what is in it.', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END LOOP;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER audit_entries_delete AFTER DELETE ON audit_entries
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_guard_delete();--> statement-breakpoint
CREATE TRIGGER audit_heads_delete AFTER DELETE ON audit_heads
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_guard_delete();--> statement-breakpoint
CREATE TRIGGER audit_seals_delete AFTER DELETE ON audit_seals
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_guard_delete();--> statement-breakpoint
CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
CREATE TRIGGER audit_heads_truncate BEFORE TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
CREATE TRIGGER audit_seals_truncate BEFORE TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();--> statement-breakpoint
-- The owner keeps UPDATE and DELETE: the trigger and the cascade from workspaces run with its rights.
REVOKE TRUNCATE ON audit_entries, audit_heads, audit_seals FROM CURRENT_USER;--> statement-breakpoint
REVOKE ALL ON audit_entries, audit_heads, audit_seals FROM PUBLIC;--> statement-breakpoint
GRANT SELECT ON audit_heads TO moltdesk_tenant;
