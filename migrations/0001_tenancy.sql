-- What every tenant table has: row-level security and a count of rows. A migration that makes a
-- tenant table enrols it in one line:
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

-- Counts the rows a statement added or removed, and refuses more than the limit. The record of people's actions is
-- never refused; its oldest rows go instead: a few at a time, and by one transaction at a time, which the others need
-- not wait for.
create function keep_within_rows() returns trigger language plpgsql as $$
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

-- Apart from `public`, so that the service's roles cannot even name what is in it.
create schema tenancy;

-- Row-level security, policies, triggers and grants of a tenant table that was just made. Only the owner of the schema
-- may call it, and it has no rights of its own. In the table project_id comes first in every key, and foreign keys
-- between tenant tables carry it on both sides; the catalogue check holds every table to that.
--
--   app      rights of the service inside a project; `src/db/isolation/grants.rs` lists them again
--   counted  whether people make its rows, which the project's limit of rows then includes; not for a table with one
--            row for each project or person
--   judged   columns by which the platform judges what a person may do in a project; null for none
create function tenancy.enrol(
    enrolled regclass,
    app      text default 'select, insert, update',
    counted  boolean default true,
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
    if counted then
        execute format('create trigger within_rows after insert on %s referencing new table as moved
                        for each statement execute function keep_within_rows()', enrolled);
        execute format('create trigger counted_out after delete on %s referencing old table as moved
                        for each statement execute function keep_within_rows()', enrolled);
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
