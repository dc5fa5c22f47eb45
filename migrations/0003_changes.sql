-- Change notices, sent to every replica at commit, so that cached rows are dropped. A payload names a project or a
-- person by a meaningless ID: LISTEN is open to every role, and listeners read the rows again under their own policies.
-- Equal payloads of one transaction are sent once.

-- A transaction of the service is armed for one project, and can have changed rows of no other. Nothing else writes
-- tenant rows; if something does (a restore), everything is dropped.
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

-- Persons: an ended session, a changed account, the agencies they belong to.
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
