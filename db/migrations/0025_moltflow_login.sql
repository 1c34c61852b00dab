ALTER TABLE "connections" ADD COLUMN "sealed_login" "bytea";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "login_until" timestamp with time zone;