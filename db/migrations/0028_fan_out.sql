CREATE TABLE "deliveries" (
	"workspace_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"destination_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"replay_id" uuid,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"last_status" integer,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "deliveries_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "deliveries_workspaceId_eventId_destinationId_replayId_unique" UNIQUE NULLS NOT DISTINCT("workspace_id","event_id","destination_id","replay_id")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"workspace_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"first_byte_ms" integer,
	"address" text,
	"status" integer,
	"error" text,
	"detail" text,
	"response_headers" jsonb,
	"response_body" "bytea",
	"response_cut" boolean DEFAULT false NOT NULL,
	CONSTRAINT "delivery_attempts_workspace_id_delivery_id_number_pk" PRIMARY KEY("workspace_id","delivery_id","number")
);
--> statement-breakpoint
ALTER TABLE "delivery_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "fan_out_cursors" (
	"workspace_id" uuid PRIMARY KEY NOT NULL,
	"through_seq" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "fan_out_cursors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "replays" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"destination_id" uuid NOT NULL,
	"selection" jsonb NOT NULL,
	"rate_per_second" integer NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"total" integer NOT NULL,
	"made" integer DEFAULT 0 NOT NULL,
	"done_seq" bigint DEFAULT 0 NOT NULL,
	"through_seq" bigint NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "replays_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "replays" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "destination_hours" (
	"workspace_id" uuid NOT NULL,
	"destination_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"delivered" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"dead" integer DEFAULT 0 NOT NULL,
	"blocked" integer DEFAULT 0 NOT NULL,
	"within50_ms" integer DEFAULT 0 NOT NULL,
	"within250_ms" integer DEFAULT 0 NOT NULL,
	"within1000_ms" integer DEFAULT 0 NOT NULL,
	"within5000_ms" integer DEFAULT 0 NOT NULL,
	"slower" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "destination_hours_workspace_id_destination_id_hour_pk" PRIMARY KEY("workspace_id","destination_id","hour")
);
--> statement-breakpoint
ALTER TABLE "destination_hours" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "destination_ledgers" (
	"workspace_id" uuid NOT NULL,
	"destination_id" uuid PRIMARY KEY NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"gone_delivered" bigint DEFAULT 0 NOT NULL,
	"gone_dead" bigint DEFAULT 0 NOT NULL,
	"gone_blocked" bigint DEFAULT 0 NOT NULL,
	"gone_cancelled" bigint DEFAULT 0 NOT NULL,
	"checked_at" timestamp with time zone,
	"unbalanced_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "destination_ledgers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "destination_turns" (
	"workspace_id" uuid NOT NULL,
	"destination_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone,
	"served_at" timestamp with time zone DEFAULT now() NOT NULL,
	"rate_used_until" timestamp with time zone,
	"open_until" timestamp with time zone,
	"slow_until" timestamp with time zone,
	"failures_in_row" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"dead_in_row" integer DEFAULT 0 NOT NULL,
	"alerted_percent" integer DEFAULT 0 NOT NULL,
	"last_success_at" timestamp with time zone,
	"last_failure_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "destination_turns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "destinations" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"format" text DEFAULT 'standard' NOT NULL,
	"filter" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"template" text,
	"header_names" text[] DEFAULT '{}' NOT NULL,
	"sealed_headers" "bytea",
	"rate_per_second" integer,
	"concurrency" integer DEFAULT 10 NOT NULL,
	"ordered" boolean DEFAULT false NOT NULL,
	"sealed_secret" "bytea" NOT NULL,
	"sealed_previous_secret" "bytea",
	"previous_secret_until" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"disabled_reason" text,
	"disabled_seq" bigint,
	"deleted_at" timestamp with time zone,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "destinations_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "destinations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "alerts" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"channel" text NOT NULL,
	"subscription_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"number_id" uuid,
	"about" text NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "alerts_workspaceId_userId_channel_subscriptionId_about_unique" UNIQUE("workspace_id","user_id","channel","subscription_id","about")
);
--> statement-breakpoint
ALTER TABLE "alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"workspace_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"time_zone" text NOT NULL,
	"quiet_from" smallint,
	"quiet_until" smallint,
	"quiet_days" smallint[] DEFAULT '{}' NOT NULL,
	"digest_hour" smallint DEFAULT 8 NOT NULL,
	"muted_until" timestamp with time zone,
	CONSTRAINT "notification_settings_workspace_id_user_id_pk" PRIMARY KEY("workspace_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "notification_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "on_call_shifts" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"days" smallint[] NOT NULL,
	"from_minute" smallint NOT NULL,
	"until_minute" smallint NOT NULL,
	CONSTRAINT "on_call_shifts_workspaceId_id_unique" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "on_call_shifts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "push_browsers" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"endpoint_hash" "bytea" NOT NULL,
	"sealed_subscription" "bytea" NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_pushed_at" timestamp with time zone,
	CONSTRAINT "push_browsers_workspaceId_userId_endpointHash_unique" UNIQUE("workspace_id","user_id","endpoint_hash")
);
--> statement-breakpoint
ALTER TABLE "push_browsers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscription_mutes" (
	"workspace_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"until" timestamp with time zone,
	CONSTRAINT "subscription_mutes_workspace_id_subscription_id_user_id_pk" PRIMARY KEY("workspace_id","subscription_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "subscription_mutes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"workspace_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"preset" text,
	"audience" text NOT NULL,
	"user_id" text,
	"role" text,
	"filter" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"in_app" boolean DEFAULT true NOT NULL,
	"push" boolean DEFAULT false NOT NULL,
	"mail" text DEFAULT 'none' NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subscriptions_workspaceId_id_unique" UNIQUE("workspace_id","id"),
	CONSTRAINT "subscriptions_workspaceId_preset_unique" UNIQUE("workspace_id","preset")
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "event_id" uuid;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "destination_id" uuid;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "times" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "snoozed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_workspace_id_event_id_events_workspace_id_id_fk" FOREIGN KEY ("workspace_id","event_id") REFERENCES "public"."events"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_workspace_id_destination_id_destinations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","destination_id") REFERENCES "public"."destinations"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_workspace_id_delivery_id_deliveries_workspace_id_id_fk" FOREIGN KEY ("workspace_id","delivery_id") REFERENCES "public"."deliveries"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fan_out_cursors" ADD CONSTRAINT "fan_out_cursors_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replays" ADD CONSTRAINT "replays_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replays" ADD CONSTRAINT "replays_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replays" ADD CONSTRAINT "replays_workspace_id_destination_id_destinations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","destination_id") REFERENCES "public"."destinations"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "destination_hours" ADD CONSTRAINT "destination_hours_workspace_id_destination_id_destinations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","destination_id") REFERENCES "public"."destinations"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "destination_ledgers" ADD CONSTRAINT "destination_ledgers_workspace_id_destination_id_destinations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","destination_id") REFERENCES "public"."destinations"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "destination_turns" ADD CONSTRAINT "destination_turns_workspace_id_destination_id_destinations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","destination_id") REFERENCES "public"."destinations"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "destinations" ADD CONSTRAINT "destinations_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "destinations" ADD CONSTRAINT "destinations_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_workspace_id_subscription_id_subscriptions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","subscription_id") REFERENCES "public"."subscriptions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_workspace_id_event_id_events_workspace_id_id_fk" FOREIGN KEY ("workspace_id","event_id") REFERENCES "public"."events"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_settings" ADD CONSTRAINT "notification_settings_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "on_call_shifts" ADD CONSTRAINT "on_call_shifts_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_browsers" ADD CONSTRAINT "push_browsers_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_mutes" ADD CONSTRAINT "subscription_mutes_workspace_id_subscription_id_subscriptions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","subscription_id") REFERENCES "public"."subscriptions"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_mutes" ADD CONSTRAINT "subscription_mutes_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_workspace_id_user_id_members_workspace_id_user_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("destination_id","due_at") WHERE state in ('pending', 'failed');--> statement-breakpoint
CREATE INDEX "deliveries_in_order" ON "deliveries" USING btree ("destination_id","seq","id") WHERE state in ('pending', 'failed', 'delivering');--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("destination_id","lease_until") WHERE state = 'delivering';--> statement-breakpoint
CREATE INDEX "deliveries_of_destination" ON "deliveries" USING btree ("workspace_id","destination_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_undone" ON "deliveries" USING btree ("workspace_id","destination_id","state","id") WHERE state in ('failed', 'dead', 'blocked', 'cancelled');--> statement-breakpoint
CREATE INDEX "replays_workspace_id_destination_id_id_index" ON "replays" USING btree ("workspace_id","destination_id","id");--> statement-breakpoint
CREATE INDEX "replays_running" ON "replays" USING btree ("created_at") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "destination_ledgers_workspace_id_index" ON "destination_ledgers" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "destination_turns_due_at_index" ON "destination_turns" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "destination_turns_workspace_id_index" ON "destination_turns" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "destinations_workspace_id_created_at_index" ON "destinations" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "alerts_due_at_index" ON "alerts" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "alerts_of_event" ON "alerts" USING btree ("workspace_id","event_id");--> statement-breakpoint
CREATE INDEX "on_call_shifts_workspace_id_user_id_index" ON "on_call_shifts" USING btree ("workspace_id","user_id");--> statement-breakpoint
CREATE INDEX "subscriptions_workspace_id_user_id_index" ON "subscriptions" USING btree ("workspace_id","user_id");--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_workspace_id_event_id_events_workspace_id_id_fk" FOREIGN KEY ("workspace_id","event_id") REFERENCES "public"."events"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_workspace_id_destination_id_destinations_workspace_id_id_fk" FOREIGN KEY ("workspace_id","destination_id") REFERENCES "public"."destinations"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_of_event" ON "notices" USING btree ("workspace_id","event_id") WHERE event_id is not null;--> statement-breakpoint
CREATE POLICY "deliveries_own_workspace" ON "deliveries" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "deliveries_within_sight" ON "deliveries" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "delivery_attempts_own_workspace" ON "delivery_attempts" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "delivery_attempts_within_sight" ON "delivery_attempts" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "fan_out_cursors_own_workspace" ON "fan_out_cursors" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "replays_own_workspace" ON "replays" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "replays_within_sight" ON "replays" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "destination_hours_own_workspace" ON "destination_hours" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "destination_hours_within_sight" ON "destination_hours" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "destination_ledgers_own_workspace" ON "destination_ledgers" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "destination_ledgers_within_sight" ON "destination_ledgers" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "destination_turns_own_workspace" ON "destination_turns" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "destination_turns_within_sight" ON "destination_turns" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "destinations_own_workspace" ON "destinations" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "destinations_within_sight" ON "destinations" AS RESTRICTIVE FOR ALL TO "moltdesk_tenant" USING (nullif(current_setting('app.only_numbers', true), '') is null and nullif(current_setting('app.assigned_to', true), '') is null);--> statement-breakpoint
CREATE POLICY "alerts_own_workspace" ON "alerts" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "notification_settings_own_workspace" ON "notification_settings" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "on_call_shifts_own_workspace" ON "on_call_shifts" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "push_browsers_own_workspace" ON "push_browsers" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "subscription_mutes_own_workspace" ON "subscription_mutes" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "subscriptions_own_workspace" ON "subscriptions" AS PERMISSIVE FOR ALL TO "moltdesk_tenant" USING ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid) WITH CHECK ("workspace_id" = nullif(current_setting('app.workspace_id', true), '')::uuid);