-- An audit names people who have left, but nobody who never was a member: only those who once joined or made the
-- workspace that the transaction is in. Runs with its owner's rights, because the policy of `users` shows present members.
CREATE FUNCTION former_member_names(ids text[]) RETURNS TABLE (id text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT person.id, coalesce(person.name, person.email)
  FROM public.users AS person
  WHERE person.id = ANY (ids) AND EXISTS (
    SELECT FROM public.audit_entries AS entry
    WHERE entry.workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid
      AND entry.actor_id = person.id AND entry.action IN ('member.join', 'workspace.create')
  )
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION former_member_names(text[]) FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION former_member_names(text[]) TO moltdesk_tenant;
