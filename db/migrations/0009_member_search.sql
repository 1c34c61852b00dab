-- Comes with PostgreSQL, and whoever owns the database may switch it on.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE INDEX "users_name_and_email" ON "users" USING gin ((coalesce(name, '') || ' ' || email) gin_trgm_ops);
