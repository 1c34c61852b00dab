CREATE TABLE "chat_reads" (
	"workspace_id" uuid NOT NULL,
	"chat" uuid NOT NULL,
	"user_id" text NOT NULL,
	"inbound_seen" integer NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "chat_reads_workspace_id_chat_user_id_pk" PRIMARY KEY("workspace_id","chat","user_id")
);
--> statement-breakpoint
ALTER TABLE "chat_reads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chat_syncs" (
	"workspace_id" uuid NOT NULL,
	"number_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"chats_total" integer,
	"chats_done" integer DEFAULT 0 NOT NULL,
	"messages_found" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"failure" text,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"run" bigint DEFAULT 1 NOT NULL,
	CONSTRAINT "chat_syncs_workspace_id_number_id_kind_pk" PRIMARY KEY("workspace_id","number_id","kind")
);
--> statement-breakpoint
ALTER TABLE "chat_syncs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chats" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"number_id" uuid NOT NULL,
	"session_id" text NOT NULL,
	"chat_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"phone" text,
	"state" text DEFAULT 'open' NOT NULL,
	"priority" text DEFAULT 'none' NOT NULL,
	"assignee_id" text,
	"assigned_at" timestamp with time zone,
	"snoozed_until" timestamp with time zone,
	"snoozed_until_reply" boolean DEFAULT false NOT NULL,
	"last_message_at" timestamp with time zone NOT NULL,
	"last_preview" text,
	"last_kind" text,
	"last_direction" text,
	"waiting_since" timestamp with time zone,
	"inbound_count" integer DEFAULT 0 NOT NULL,
	"outbound_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chats_workspaceId_id_unique" UNIQUE("workspace_id","id"),
	CONSTRAINT "chats_workspaceId_sessionId_chatId_unique" UNIQUE("workspace_id","session_id","chat_id")
);
--> statement-breakpoint
ALTER TABLE "chats" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chat_labels" (
	"workspace_id" uuid NOT NULL,
	"chat" uuid NOT NULL,
	"label_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chat_labels_workspace_id_chat_label_id_pk" PRIMARY KEY("workspace_id","chat","label_id")
);
--> statement-breakpoint
ALTER TABLE "chat_labels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "labels" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"upstream_id" text NOT NULL,
	"name" text NOT NULL,
	"color" text NOT NULL,
	"description" text,
	"synced" text DEFAULT 'no' NOT NULL,
	"synced_at" timestamp with time zone,
	"fetched_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "labels_workspaceId_id_unique" UNIQUE("workspace_id","id"),
	CONSTRAINT "labels_workspaceId_connectionId_upstreamId_unique" UNIQUE("workspace_id","connection_id","upstream_id")
);
--> statement-breakpoint
ALTER TABLE "labels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"chat" uuid NOT NULL,
	"number_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"payload" jsonb,
	"author_kind" text NOT NULL,
	"author_id" text,
	"sender_name" text,
	"sender_phone" text,
	"status" text NOT NULL,
	"cause" text,
	"evidence" text,
	"truncated" boolean DEFAULT false NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"upstream_id" text,
	"event_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "messages_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"chat" uuid,
	"number_id" uuid,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"about" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "notices_workspaceId_userId_kind_about_unique" UNIQUE("workspace_id","user_id","kind","about")
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "upstream_reads" (
	"workspace_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"params" text NOT NULL,
	"number_id" uuid,
	"body" jsonb,
	"fetched_at" timestamp with time zone,
	"invalidated_at" timestamp with time zone,
	"refreshing_until" timestamp with time zone,
	"failure" text,
	"failed_at" timestamp with time zone,
	"asked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "upstream_reads_workspace_id_connection_id_operation_params_pk" PRIMARY KEY("workspace_id","connection_id","operation","params")
);
--> statement-breakpoint
ALTER TABLE "upstream_reads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "outbox_messages" ADD COLUMN "kind" text DEFAULT 'text' NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox_messages" ADD COLUMN "payload" jsonb;--> statement-breakpoint
ALTER TABLE "chat_reads" ADD CONSTRAINT "chat_reads_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_reads" ADD CONSTRAINT "chat_reads_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_syncs" ADD CONSTRAINT "chat_syncs_workspace_id_number_id_numbers_workspace_id_id_fk" FOREIGN KEY ("workspace_id","number_id") REFERENCES "public"."numbers"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_workspace_id_number_id_numbers_workspace_id_id_fk" FOREIGN KEY ("workspace_id","number_id") REFERENCES "public"."numbers"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_labels" ADD CONSTRAINT "chat_labels_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_labels" ADD CONSTRAINT "chat_labels_workspace_id_label_id_labels_workspace_id_id_fk" FOREIGN KEY ("workspace_id","label_id") REFERENCES "public"."labels"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labels" ADD CONSTRAINT "labels_workspace_id_connection_id_connections_workspace_id_id_fk" FOREIGN KEY ("workspace_id","connection_id") REFERENCES "public"."connections"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_workspace_id_number_id_numbers_workspace_id_id_fk" FOREIGN KEY ("workspace_id","number_id") REFERENCES "public"."numbers"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upstream_reads" ADD CONSTRAINT "upstream_reads_workspace_id_connection_id_connections_workspace_id_id_fk" FOREIGN KEY ("workspace_id","connection_id") REFERENCES "public"."connections"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chats_by_activity" ON "chats" USING btree ("workspace_id","state","last_message_at","id");--> statement-breakpoint
CREATE INDEX "chats_of_assignee" ON "chats" USING btree ("workspace_id","assignee_id","state","last_message_at","id");--> statement-breakpoint
CREATE INDEX "chats_waiting" ON "chats" USING btree ("workspace_id","waiting_since","id") WHERE waiting_since is not null;--> statement-breakpoint
CREATE INDEX "chats_of_number" ON "chats" USING btree ("workspace_id","number_id","last_message_at","id");--> statement-breakpoint
CREATE INDEX "chat_labels_workspace_id_label_id_chat_index" ON "chat_labels" USING btree ("workspace_id","label_id","chat");--> statement-breakpoint
CREATE INDEX "messages_of_chat" ON "messages" USING btree ("workspace_id","chat","happened_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_upstream_id" ON "messages" USING btree ("workspace_id","number_id","upstream_id") WHERE upstream_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_event" ON "messages" USING btree ("workspace_id","event_id") WHERE event_id is not null;--> statement-breakpoint
CREATE INDEX "messages_kept" ON "messages" USING btree ("workspace_id","happened_at");--> statement-breakpoint
CREATE INDEX "notices_workspace_id_user_id_created_at_id_index" ON "notices" USING btree ("workspace_id","user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notices_unread" ON "notices" USING btree ("workspace_id","user_id") WHERE read_at is null;--> statement-breakpoint
CREATE POLICY "chat_reads_own_workspace" ON "chat_reads" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_reads_within_sight" ON "chat_reads" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "chat_reads"."chat"));--> statement-breakpoint
CREATE POLICY "chat_syncs_own_workspace" ON "chat_syncs" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chats_own_workspace" ON "chats" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chats_within_sight" ON "chats" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[])) and (nullif(current_setting('app.assigned_to', true), '') is null or "chats".assignee_id = nullif(current_setting('app.assigned_to', true), '')));--> statement-breakpoint
CREATE POLICY "chat_labels_own_workspace" ON "chat_labels" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_labels_within_sight" ON "chat_labels" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "chat_labels"."chat"));--> statement-breakpoint
CREATE POLICY "labels_own_workspace" ON "labels" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "messages_own_workspace" ON "messages" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "messages_within_sight" ON "messages" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "messages"."chat"));--> statement-breakpoint
CREATE POLICY "notices_own_workspace" ON "notices" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "notices_within_sight" ON "notices" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((chat is null or (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "notices".chat)) and (number_id is null or (nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[]))));--> statement-breakpoint
CREATE POLICY "upstream_reads_own_workspace" ON "upstream_reads" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "upstream_reads_within_sight" ON "upstream_reads" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (number_id is null or ((nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[])) and nullif(current_setting('app.assigned_to', true), '') is null));--> statement-breakpoint
ALTER POLICY "events_within_sight" ON "events" TO moltdesk_tenant USING ((nullif(current_setting('app.only_numbers', true), '') is null or "events".session_id in (select session_id from numbers)) and (nullif(current_setting('app.assigned_to', true), '') is null or exists (select 1 from chats where chats.session_id = "events".session_id and chats.chat_id = "events".chat_id)));--> statement-breakpoint
ALTER POLICY "outbox_messages_within_sight" ON "outbox_messages" TO moltdesk_tenant USING ((nullif(current_setting('app.only_numbers', true), '') is null or "number_id" = any (nullif(current_setting('app.only_numbers', true), '')::uuid[])) and (nullif(current_setting('app.assigned_to', true), '') is null or exists (select 1 from chats where chats.number_id = "outbox_messages".number_id and chats.chat_id = "outbox_messages".chat_id)));