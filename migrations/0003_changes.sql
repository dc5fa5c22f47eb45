-- What changed, told to every replica at the commit that changed it, so that what they keep in memory is forgotten. A
-- payload names a project or a person by an ID that says nothing: LISTEN is open to every role, and whoever hears it
-- reads the rows again under its own policies. Equal payloads of one transaction are told once.

-- A transaction of the service's is armed for one project, and can have changed rows of no other. Nobody else writes
-- tenant rows; should somebody (a restore), everything is forgotten.
create function announce_project() returns trigger language plpgsql as $$
begin
    perform pg_notify('fataplus', coalesce(nullif(current_setting('app.project_id', true), ''), 'all'));
    return null;
end
$$;

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array[
        'projects', 'project_settings', 'members', 'invitations', 'partner_shares', 'milestones', 'tasks',
        'file_requests', 'documents', 'document_versions', 'uploads', 'approvals', 'threads', 'messages',
        'thread_reads', 'activity'
    ] loop
        execute format('create trigger announce after insert or update or delete on %I
                        for each statement execute function announce_project()', tenant_table);
    end loop;
end
$$;

-- Persons: a session that ended, what an account is, the agencies it belongs to.
create function announce_person() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'users' then
        perform pg_notify('fataplus', new.id::text);
    elsif tg_op = 'DELETE' then
        perform pg_notify('fataplus', old.user_id::text);
    else
        perform pg_notify('fataplus', new.user_id::text);
    end if;
    return null;
end
$$;
create trigger announce after update on users for each row execute function announce_person();
-- Not for last_seen_at, which moves all the time.
create trigger announce after update of ended_at on sessions for each row execute function announce_person();
create trigger announce after insert or delete on partner_agents for each row execute function announce_person();

-- An organisation's name stands in its projects; it hardly ever changes.
create function announce_all() returns trigger language plpgsql as $$
begin
    perform pg_notify('fataplus', 'all');
    return null;
end
$$;
create trigger announce after update on organisations for each statement execute function announce_all();
