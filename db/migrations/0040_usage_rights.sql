-- A workspace sees what it used; Moltdesk itself counts.
GRANT SELECT ON usage_days, usage_callers TO moltdesk_tenant;
