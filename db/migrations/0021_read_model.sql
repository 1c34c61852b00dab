ALTER TABLE "messages" ADD COLUMN "words" "tsvector";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "counted" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "chats_snoozed" ON "chats" USING btree ("workspace_id","last_message_at","id") WHERE snoozed_until is not null or snoozed_until_reply;--> statement-breakpoint
CREATE INDEX "chats_phone" ON "chats" USING gin ("workspace_id","phone" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "chats_name" ON "chats" USING gin ("workspace_id","name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "messages_answers" ON "messages" USING btree ("workspace_id","chat","happened_at","id") WHERE direction = 'outbound';--> statement-breakpoint
CREATE INDEX "messages_words" ON "messages" USING gin ("workspace_id","words");