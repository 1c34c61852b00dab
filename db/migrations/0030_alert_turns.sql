CREATE TABLE "alert_turns" (
	"workspace_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"channel" text NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "alert_turns_workspace_id_user_id_channel_pk" PRIMARY KEY("workspace_id","user_id","channel")
);
--> statement-breakpoint
ALTER TABLE "alert_turns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "reached" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_turns" ADD CONSTRAINT "alert_turns_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "alert_turns_own_workspace" ON "alert_turns" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);