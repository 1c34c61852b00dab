CREATE TABLE "chat_label_sets" (
	"workspace_id" uuid NOT NULL,
	"chat" uuid NOT NULL,
	"holder" uuid,
	"held_until" timestamp with time zone,
	"changed_at" timestamp with time zone,
	CONSTRAINT "chat_label_sets_workspace_id_chat_pk" PRIMARY KEY("workspace_id","chat")
);
--> statement-breakpoint
ALTER TABLE "chat_label_sets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "label_syncs" (
	"workspace_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"run" uuid NOT NULL,
	"state" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"waits_until" timestamp with time zone,
	"labels_total" integer DEFAULT 0 NOT NULL,
	"labels_done" integer DEFAULT 0 NOT NULL,
	"failure" text,
	CONSTRAINT "label_syncs_workspace_id_connection_id_pk" PRIMARY KEY("workspace_id","connection_id")
);
--> statement-breakpoint
ALTER TABLE "label_syncs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "labels_on_numbers" (
	"workspace_id" uuid NOT NULL,
	"label_id" uuid NOT NULL,
	"number_id" uuid NOT NULL,
	"way" text NOT NULL,
	"name" text NOT NULL,
	"color" text NOT NULL,
	"synced_at" timestamp with time zone NOT NULL,
	CONSTRAINT "labels_on_numbers_workspace_id_label_id_number_id_pk" PRIMARY KEY("workspace_id","label_id","number_id")
);
--> statement-breakpoint
ALTER TABLE "labels_on_numbers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "chat_label_sets" ADD CONSTRAINT "chat_label_sets_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "label_syncs" ADD CONSTRAINT "label_syncs_workspace_id_connection_id_connections_workspace_id_id_fk" FOREIGN KEY ("workspace_id","connection_id") REFERENCES "public"."connections"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labels_on_numbers" ADD CONSTRAINT "labels_on_numbers_workspace_id_label_id_labels_workspace_id_id_fk" FOREIGN KEY ("workspace_id","label_id") REFERENCES "public"."labels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labels_on_numbers" ADD CONSTRAINT "labels_on_numbers_workspace_id_number_id_numbers_workspace_id_id_fk" FOREIGN KEY ("workspace_id","number_id") REFERENCES "public"."numbers"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "chat_label_sets_own_workspace" ON "chat_label_sets" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_label_sets_within_sight" ON "chat_label_sets" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "chat_label_sets"."chat"));--> statement-breakpoint
CREATE POLICY "label_syncs_own_workspace" ON "label_syncs" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "labels_on_numbers_own_workspace" ON "labels_on_numbers" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "labels_on_numbers_within_sight" ON "labels_on_numbers" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[])));