ALTER TABLE "audit_seals" ADD COLUMN "kind" text NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_seals" DROP CONSTRAINT "audit_seals_workspace_id_day_pk";--> statement-breakpoint
ALTER TABLE "audit_seals" ADD CONSTRAINT "audit_seals_workspace_id_kind_day_pk" PRIMARY KEY("workspace_id","kind","day");--> statement-breakpoint
CREATE INDEX "audit_entries_workspace_id_actor_kind_seq_index" ON "audit_entries" USING btree ("workspace_id","actor_kind","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_workspace_id_outcome_seq_index" ON "audit_entries" USING btree ("workspace_id","outcome","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_workspace_id_target_seq_index" ON "audit_entries" USING btree ("workspace_id","target","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_workspace_id_at_seq_index" ON "audit_entries" USING btree ("workspace_id","at","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_unchained" ON "audit_entries" USING btree ("workspace_id") WHERE seq is null;--> statement-breakpoint
CREATE POLICY "audit_heads_own_workspace" ON "audit_heads" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);