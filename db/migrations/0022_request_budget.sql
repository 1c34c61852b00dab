CREATE TABLE "budget_tenants" (
	"key" text PRIMARY KEY NOT NULL,
	"per_minute" integer NOT NULL,
	"foreign_calls" integer DEFAULT 0 NOT NULL,
	"foreign_until" timestamp with time zone,
	"paused_until" timestamp with time zone,
	"paced_until" timestamp with time zone,
	"passed_over" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"session_pauses" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"nudged_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "budget_tenants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "budget_turns" (
	"tenant_key" text NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"class" text NOT NULL,
	"lane" text NOT NULL,
	"session_id" text,
	"place" text,
	"queued_at" timestamp with time zone NOT NULL,
	"present_until" timestamp with time zone NOT NULL,
	"kept_until" timestamp with time zone NOT NULL,
	"granted_at" timestamp with time zone,
	"counts_until" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "budget_turns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "budget_turns" ADD CONSTRAINT "budget_turns_tenant_key_budget_tenants_key_fk" FOREIGN KEY ("tenant_key") REFERENCES "public"."budget_tenants"("key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budget_turns_tenant_key_index" ON "budget_turns" USING btree ("tenant_key");--> statement-breakpoint
CREATE UNIQUE INDEX "budget_turns_place" ON "budget_turns" USING btree ("tenant_key","place") WHERE granted_at is null and place is not null;--> statement-breakpoint
CREATE INDEX "connections_of_tenant" ON "connections" USING btree ("base_url","upstream_tenant_id") WHERE disconnected_at is null;