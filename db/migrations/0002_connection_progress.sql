ALTER TABLE "connections" ADD COLUMN "webhook_failure" text;--> statement-breakpoint
ALTER TABLE "pairings" ADD COLUMN "start_called_at" timestamp with time zone;