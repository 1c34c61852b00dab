CREATE TABLE "snippets" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"shortcut" text NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "snippets_workspaceId_id_unique" UNIQUE("workspace_id","id"),
	CONSTRAINT "snippets_shortcut" UNIQUE("workspace_id","shortcut")
);
--> statement-breakpoint
ALTER TABLE "snippets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chat_drafts" (
	"workspace_id" uuid NOT NULL,
	"chat" uuid NOT NULL,
	"user_id" text NOT NULL,
	"text" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "chat_drafts_workspace_id_chat_user_id_pk" PRIMARY KEY("workspace_id","chat","user_id")
);
--> statement-breakpoint
ALTER TABLE "chat_drafts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chat_notes" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"chat" uuid NOT NULL,
	"author_id" text,
	"text" text NOT NULL,
	"mentions" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "chat_notes_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "chat_notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chat_presence" (
	"workspace_id" uuid NOT NULL,
	"chat" uuid NOT NULL,
	"user_id" text NOT NULL,
	"state" text NOT NULL,
	"tab" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "chat_presence_workspace_id_chat_user_id_pk" PRIMARY KEY("workspace_id","chat","user_id")
);
--> statement-breakpoint
ALTER TABLE "chat_presence" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "snippets" ADD CONSTRAINT "snippets_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_drafts" ADD CONSTRAINT "chat_drafts_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_drafts" ADD CONSTRAINT "chat_drafts_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_notes" ADD CONSTRAINT "chat_notes_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_notes" ADD CONSTRAINT "chat_notes_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_presence" ADD CONSTRAINT "chat_presence_workspace_id_chat_chats_workspace_id_id_fk" FOREIGN KEY ("workspace_id","chat") REFERENCES "public"."chats"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_presence" ADD CONSTRAINT "chat_presence_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chat_notes_of_chat" ON "chat_notes" USING btree ("workspace_id","chat","created_at","id");--> statement-breakpoint
CREATE INDEX "chat_presence_until_index" ON "chat_presence" USING btree ("until");--> statement-breakpoint
CREATE POLICY "snippets_own_workspace" ON "snippets" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_drafts_own_workspace" ON "chat_drafts" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_drafts_within_sight" ON "chat_drafts" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "chat_drafts"."chat"));--> statement-breakpoint
CREATE POLICY "chat_notes_own_workspace" ON "chat_notes" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_notes_within_sight" ON "chat_notes" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "chat_notes"."chat"));--> statement-breakpoint
CREATE POLICY "chat_presence_own_workspace" ON "chat_presence" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "chat_presence_within_sight" ON "chat_presence" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING ((nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null) or exists (select 1 from chats where chats.id = "chat_presence"."chat"));