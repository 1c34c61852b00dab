-- The rules that a new workspace begins with (server/subscriptions/presets.ts), for those that are there already.
INSERT INTO subscriptions (workspace_id, id, name, preset, audience, filter, in_app, push, urgent)
SELECT workspaces.id, uuidv7(), preset.name, preset.key, preset.audience, preset.filter, preset.in_app, preset.push, preset.urgent
FROM workspaces CROSS JOIN (VALUES
  (1, 'my_chats', 'New messages in my chats', 'everyone', '{"events": ["message.received"], "assigned": "reader"}'::jsonb, true, true, false),
  (2, 'nobodys_chats', 'New messages that nobody takes care of', 'everyone', '{"events": ["message.received"], "assigned": "nobody", "kind": "direct"}'::jsonb, true, false, false),
  (3, 'number_lost', 'A number lost its connection', 'on_call', '{"events": ["session.disconnected"]}'::jsonb, false, true, true)
) AS preset (place, key, name, audience, filter, in_app, push, urgent)
ORDER BY workspaces.id, preset.place
ON CONFLICT DO NOTHING;
