CREATE TABLE "hearing_cursors" (
	"workspace_id" uuid PRIMARY KEY NOT NULL,
	"through_seq" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "hearing_cursors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "workspace_counters" ADD COLUMN "trusted_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hearing_cursors" ADD CONSTRAINT "hearing_cursors_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "hearing_cursors_own_workspace" ON "hearing_cursors" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);