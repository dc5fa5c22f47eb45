-- What every tenant table has: row-level security. A migration that makes a tenant table enrols it in one line:
--
--     select tenancy.enrol('invoices');
--     select tenancy.enrol('invoices', app := 'select, insert');

-- Announces a change at commit to every replica, so that copies in memory are dropped. Each transaction of the service
-- calls it as it commits; `db::Change` lists the payloads. They name a project or a person by a meaningless ID: LISTEN
-- is open to every role, and listeners read the rows again under their own policies. Equal payloads of one transaction
-- are sent once.
create function announce(change text) returns void language sql
begin atomic
    select pg_notify('fataplus', change);
end;
grant execute on function announce(text) to fataplus_app, fataplus_platform;

-- Adds to a count of rows: to any piece of it that no other transaction holds.
create function add_to_count(project text, counted text, change bigint) returns void language plpgsql as $$
begin
    update row_counts c set rows = c.rows + change
    where c.project_id = project and c.kind = counted and c.piece = (
        select free.piece from row_counts free where free.project_id = project and free.kind = counted
        limit 1 for update skip locked);
    if not found then
        insert into row_counts values (project, counted, gen_random_uuid(), change);
    end if;
end
$$;
grant execute on function add_to_count(text, text, bigint) to fataplus_app;

-- Counts the rows that a transaction added to tables or removed, and refuses more than the limit. Each transaction of the
-- service calls it as it commits. The record of people's actions is never refused; its oldest rows go instead: a few at a
-- time, and by one transaction at a time, which the others need not wait for.
create function count_rows(project text, tables text[], changes bigint[]) returns void language plpgsql as $$
declare
    counted text;
    change bigint;
    most int;
    held bigint;
begin
    for counted, change in select * from unnest(tables, changes) loop
        perform add_to_count(project, counted, change);
        continue when change <= 0;
        select l.rows into most from project_limits l where l.project_id = project;
        select sum(c.rows) into held from row_counts c where c.project_id = project and c.kind = counted;
        continue when held <= most;
        if counted <> 'activity' then
            raise exception '% rows of %', most, counted using errcode = 'FP001';
        end if;
        if pg_try_advisory_xact_lock(hashtext('oldest activity'), hashtext(project)) then
            perform set_config('app.trims', 'on', true);
            delete from activity a where a.project_id = project and a.id in (
                select oldest.id from activity oldest where oldest.project_id = project
                order by oldest.id limit least(held - most, 100));
            get diagnostics change = row_count;
            perform set_config('app.trims', '', true);
            perform add_to_count(project, counted, -change);
        end if;
    end loop;
end
$$;
grant execute on function count_rows(text, text[], bigint[]) to fataplus_app;

-- Apart from `public`, so that the service's roles cannot even name what is in it.
create schema tenancy;

-- Spreads a tenant table over the nodes of a Citus cluster, if those of projects are (`deploy/distribute.sql`). Its foreign
-- keys to tables on the coordinator go: they would not hold between nodes.
create function tenancy.distribute(enrolled regclass) returns void language plpgsql set search_path = public as $$
declare
    key record;
begin
    perform from pg_dist_partition where logicalrelid = to_regclass('projects');
    if not found then
        return;
    end if;
    for key in
        select conname from pg_constraint
        where conrelid = enrolled and contype = 'f' and confrelid not in (select logicalrelid from pg_dist_partition)
    loop
        execute format('alter table %s drop constraint %I', enrolled, key.conname);
    end loop;
    perform create_distributed_table(enrolled, 'project_id', colocate_with => 'projects');
end
$$;
revoke all on function tenancy.distribute from public;

-- Row-level security, policies and grants of a tenant table that was just made. Only the owner of the schema
-- may call it, and it has no rights of its own. In the table project_id comes first in every key, and foreign keys
-- between tenant tables carry it on both sides; the catalogue check holds every table to that.
--
--   app     rights of the service inside a project; `src/db/isolation/grants.rs` lists them again
--   judged  columns by which the platform judges what a person may do in a project; null for none
create function tenancy.enrol(
    enrolled regclass,
    app      text default 'select, insert, update',
    judged   text default null
) returns void language plpgsql set search_path = public as $$
begin
    execute format('alter table %s enable row level security', enrolled);
    execute format('alter table %s force row level security', enrolled);
    -- The setting is '' after a commit and unset before the first: nullif makes both mean "no rows". No sub-select: an
    -- index takes the expression as it is, and beside the same comparison in a statement the planner asks it once.
    execute format(
        'create policy tenant on %s to fataplus_app
            using (project_id = nullif(current_setting(''app.project_id'', true), ''''))
            with check (project_id = nullif(current_setting(''app.project_id'', true), ''''))',
        enrolled);
    execute format('grant %s on %s to fataplus_app', app, enrolled);
    -- On a cluster its rows lie with their project's.
    if to_regclass('pg_catalog.pg_dist_partition') is not null then
        perform tenancy.distribute(enrolled);
    end if;
    if judged is not null then
        -- Armed for the one project that the request names, before it is known whether the person has a part in it.
        execute format('grant select (%s) on %s to fataplus_platform', judged, enrolled);
        execute format(
            'create policy judged on %s for select to fataplus_platform
                using (project_id = nullif(current_setting(''app.project_id'', true), ''''))',
            enrolled);
    end if;
end
$$;

-- New functions may be called by nobody else anyway where `deploy/roles.sql` was run; here, whatever was run.
revoke all on function tenancy.enrol from public;
