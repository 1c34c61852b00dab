-- A workspace sees what it pays for; only Moltdesk itself writes it, after asking Stripe, but for what the owner keeps.
GRANT SELECT ON billing_accounts TO moltdesk_tenant;
