CREATE TABLE "request_minutes" (
	"workspace_id" uuid PRIMARY KEY NOT NULL,
	"minute" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "request_minutes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "request_minutes" ADD CONSTRAINT "request_minutes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "request_minutes_own_workspace" ON "request_minutes" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);