-- Changes of people's parts in a project are announced by triggers, and a test compares these with the columns that
-- permissions are derived from.
create or replace function announce_project() returns trigger language plpgsql as $$
declare
    project text := coalesce(nullif(current_setting('app.project_id', true), ''), 'all');
begin
    perform pg_notify('fataplus', project);
    if project <> 'all' and tg_argv[0] = 'part' then
        perform pg_notify('fataplus', 'part ' || project), set_config('app.parts', 'moved', true);
    end if;
    return null;
end
$$;

do $$
declare part text;
begin
    foreach part in array array['projects', 'members', 'partner_shares', 'project_rules'] loop
        execute format('create or replace trigger announce after insert or update or delete on %I
                        for each statement execute function announce_project(''part'')', part);
    end loop;
end
$$;
-- Not for last_used_at, which moves all the time.
create or replace trigger announce after insert or delete or update of scopes, networks, expires_at, revoked_at on api_keys
    for each statement execute function announce_project('part');

-- Default plan of a project.
create function default_plan() returns text language sql immutable return 'standard';
grant execute on function default_plan() to fataplus_app, fataplus_platform;
alter table allowances alter column plan set default default_plan();

-- A project's plan and figures: its own, else the plan's. The planner inlines it into the calling statement.
create function project_limits(project text)
returns table (plan text, storage_bytes bigint, upload_bytes bigint, requests_per_minute int, concurrent_requests int,
               connections int, statement_ms int, concurrent_jobs int, rows int)
language sql stable
begin atomic
    select p.name, coalesce(a.storage_bytes, p.storage_bytes), coalesce(a.upload_bytes, p.upload_bytes),
           coalesce(a.requests_per_minute, p.requests_per_minute),
           coalesce(a.concurrent_requests, p.concurrent_requests), coalesce(a.connections, p.connections),
           coalesce(a.statement_ms, p.statement_ms), coalesce(a.concurrent_jobs, p.concurrent_jobs),
           coalesce(a.rows, p.rows)
    from (select) one
    left join allowances a on a.project_id = project
    join plans p on p.name = coalesce(a.plan, default_plan());
end;
grant execute on function project_limits(text) to fataplus_app, fataplus_platform;

-- Number of rows of a kind in a project: the sum of its pieces. A single row would make a project's writers wait for
-- one another until each has committed, and let two that change two kinds in different order deadlock. So a statement
-- changes any piece that is not locked, and makes another if all are: no statement waits, and there are as many pieces
-- as there were concurrent writers, which the plan bounds. Uncommitted rows of others are not in the sum: that many may
-- exceed the limit at once.
create table row_counts (
    project_id text collate "C" not null references projects (project_id),
    kind       text not null,
    piece      uuid not null,
    -- May be negative: one piece may count additions, another the removals.
    rows       bigint not null,
    primary key (project_id, kind, piece)
) with (fillfactor = 50);
alter table row_counts enable row level security;
alter table row_counts force row level security;
create policy tenant on row_counts to fataplus_app
    using (project_id = (select nullif(current_setting('app.project_id', true), '')))
    with check (project_id = (select nullif(current_setting('app.project_id', true), '')));
grant select, insert, update on row_counts to fataplus_app;
create trigger announce after insert or update or delete on row_counts
    for each statement execute function announce_project();

-- Counts the rows a statement added or removed, and refuses more than the limit. The record of people's actions is
-- never refused; its oldest rows go instead: a few at a time, and by one transaction at a time, which the others need
-- not wait for.
create or replace function keep_within_rows() returns trigger language plpgsql as $$
declare
    project text;
    change bigint;
    -- Not a name: names sort by other rules than the index.
    counted text := tg_table_name;
    most int;
    held bigint;
begin
    -- Policies ensure that a transaction touches only rows of its own project; without a project, as in a restore, all
    -- are counted.
    for project, change in
        select m.project_id, count(*) from moved m
        where m.project_id = coalesce(nullif(current_setting('app.project_id', true), ''), m.project_id)
        group by m.project_id
    loop
        if tg_op = 'DELETE' then
            change := -change;
        end if;
        update row_counts c set rows = c.rows + change
        where c.project_id = project and c.kind = counted and c.piece = (
            select free.piece from row_counts free where free.project_id = project and free.kind = counted
            limit 1 for update skip locked);
        if not found then
            insert into row_counts values (project, counted, gen_random_uuid(), change);
        end if;
        continue when tg_op = 'DELETE';
        select l.rows into most from project_limits(project) l;
        select sum(c.rows) into held from row_counts c where c.project_id = project and c.kind = counted;
        continue when held <= most;
        if counted <> 'activity' then
            raise exception '% rows of %', most, counted using errcode = 'FP001';
        end if;
        if pg_try_advisory_xact_lock(hashtext('oldest activity'), hashtext(project)) then
            delete from activity a where a.project_id = project and a.id in (
                select oldest.id from activity oldest where oldest.project_id = project
                order by oldest.id limit least(held - most, 100));
        end if;
    end loop;
    return null;
end
$$;

-- Only this trigger deletes from that record, in any role.
grant delete on activity to fataplus_app;
create function refuse_deletion() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % is not deleted', tg_table_name using errcode = '42501';
end
$$;
create trigger kept before delete on activity for each row when (pg_trigger_depth() = 0)
    execute function refuse_deletion();

do $$
declare
    counted text;
    tables text[] := array[
        'milestones', 'tasks', 'file_requests', 'documents', 'document_versions', 'uploads', 'approvals', 'threads',
        'messages', 'invitations', 'partner_shares', 'domains', 'api_keys', 'activity'
    ];
begin
    -- The owner is bound by the policies too, so they are lifted for the first count.
    alter table row_counts no force row level security;
    foreach counted in array tables loop
        execute format('alter table %I no force row level security', counted);
        execute format('insert into row_counts
                        select project_id, %L, gen_random_uuid(), count(*) from %I group by project_id', counted, counted);
        execute format('alter table %I force row level security', counted);
        execute format('create or replace trigger within_rows after insert on %I referencing new table as moved
                        for each statement execute function keep_within_rows()', counted);
        execute format('create trigger counted_out after delete on %I referencing old table as moved
                        for each statement execute function keep_within_rows()', counted);
    end loop;
    alter table row_counts force row level security;
end
$$;
