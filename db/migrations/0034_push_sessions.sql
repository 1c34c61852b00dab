ALTER TABLE "push_browsers" ADD COLUMN "session_id" uuid;--> statement-breakpoint
ALTER TABLE "push_browsers" ADD CONSTRAINT "push_browsers_session_id_auth_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."auth_sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "push_browsers_session_id_index" ON "push_browsers" USING btree ("session_id");