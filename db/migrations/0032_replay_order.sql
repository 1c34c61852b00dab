ALTER TABLE "replays" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "deliveries_to_replay" ON "deliveries" USING btree ("destination_id","state","seq") WHERE state in ('dead', 'blocked', 'cancelled');--> statement-breakpoint
CREATE INDEX "deliveries_of_replay" ON "deliveries" USING btree ("workspace_id","replay_id","state") WHERE replay_id is not null;