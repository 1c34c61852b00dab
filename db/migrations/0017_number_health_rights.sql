GRANT SELECT, INSERT, UPDATE, DELETE ON number_drops TO moltdesk_tenant;--> statement-breakpoint
-- Clears only the holder when a member goes.
ALTER TABLE numbers ADD CONSTRAINT numbers_holder_is_member FOREIGN KEY (workspace_id, holder_id)
  REFERENCES members (workspace_id, user_id) ON DELETE SET NULL (holder_id);--> statement-breakpoint
UPDATE numbers SET working_since = status_at WHERE status = 'working';
