CREATE TABLE "outbox_media" (
	"workspace_id" uuid NOT NULL,
	"message" uuid NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_media_workspace_id_message_pk" PRIMARY KEY("workspace_id","message")
);
--> statement-breakpoint
ALTER TABLE "outbox_media" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scheduled_messages" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"chat" uuid NOT NULL,
	"kind" text DEFAULT 'text' NOT NULL,
	"text" text NOT NULL,
	"payload" jsonb,
	"idempotency_key" text NOT NULL,
	"author_id" text,
	"send_at" timestamp with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"cancel_on_reply" boolean NOT NULL,
	"answered_after" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"outbox_id" uuid,
	"run" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "scheduled_messages_workspaceId_idempotencyKey_unique" UNIQUE("workspace_id","idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "scheduled_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "outbox_media" ADD CONSTRAINT "outbox_media_workspace_id_message_outbox_messages_workspace_id_id_fk" FOREIGN KEY ("workspace_id","message") REFERENCES "public"."outbox_messages"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_messages" ADD CONSTRAINT "scheduled_messages_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scheduled_messages" ADD CONSTRAINT "scheduled_messages_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scheduled_of_chat" ON "scheduled_messages" USING btree ("workspace_id","chat","send_at");--> statement-breakpoint
CREATE INDEX "scheduled_by_time" ON "scheduled_messages" USING btree ("workspace_id","state","send_at","id");--> statement-breakpoint
CREATE POLICY "outbox_media_own_workspace" ON "outbox_media" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "outbox_media_within_sight" ON "outbox_media" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from outbox_messages where outbox_messages.id = "outbox_media".message));--> statement-breakpoint
CREATE POLICY "scheduled_messages_own_workspace" ON "scheduled_messages" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "scheduled_messages_within_sight" ON "scheduled_messages" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "scheduled_messages"."chat"));