CREATE TABLE "number_drops" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"number_id" uuid NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"asked" boolean NOT NULL,
	"dropped_at" timestamp with time zone NOT NULL,
	"recovered_at" timestamp with time zone,
	"alerted_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "number_drops" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "working_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "proven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "proven_by" text;--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "asked_down_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "holder_id" text;--> statement-breakpoint
ALTER TABLE "numbers" ADD COLUMN "auto_transcribe" boolean;--> statement-breakpoint
ALTER TABLE "number_drops" ADD CONSTRAINT "number_drops_workspace_id_number_id_numbers_workspace_id_id_fk" FOREIGN KEY ("workspace_id","number_id") REFERENCES "public"."numbers"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "number_drops_one_open" ON "number_drops" USING btree ("number_id") WHERE recovered_at is null;--> statement-breakpoint
CREATE INDEX "number_drops_workspace_id_number_id_dropped_at_index" ON "number_drops" USING btree ("workspace_id","number_id","dropped_at");--> statement-breakpoint
CREATE POLICY "number_drops_own_workspace" ON "number_drops" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "number_drops_within_sight" ON "number_drops" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[])));