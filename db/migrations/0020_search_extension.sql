-- Comes with PostgreSQL like pg_trgm: an index for words that a workspace leads.
CREATE EXTENSION IF NOT EXISTS btree_gin;
