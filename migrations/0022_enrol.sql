-- One line for each tenant table of a later migration:
--
--     select tenancy.enrol('invoices');
--     select tenancy.enrol('invoices', app := 'select, insert', listed := true, columns := 'project_id, id, due_on');
--
-- The texts below are those of the tables that came before; `isolation::enrol` compares them.

-- Apart from `public`, so that the service's roles cannot even name what is in it.
create schema tenancy;

-- Row-level security, policies, triggers and grants of a tenant table that was just made. Only the owner of the schema
-- may call it, and it has no rights of its own.
--
--   app      rights of the service inside a project; `src/db/isolation/grants.rs` lists them again
--   listed   whether people's lists across projects read it, as one person
--   columns  columns that those lists read; null for all
--   part     whether a person's part in a project is judged by it: its changes are then announced as such
--   counted  whether people make its rows, which the project's limit of rows then includes; not for a table with one
--            row for each project or person
create function tenancy.enrol(
    enrolled regclass,
    app      text default 'select, insert, update',
    listed   boolean default false,
    columns  text default null,
    part     boolean default false,
    counted  boolean default true
) returns void language plpgsql set search_path = public as $$
begin
    execute format('alter table %s enable row level security', enrolled);
    execute format('alter table %s force row level security', enrolled);
    execute format(
        'create policy tenant on %s to fataplus_app
            using (project_id = (select nullif(current_setting(''app.project_id'', true), '''')))
            with check (project_id = (select nullif(current_setting(''app.project_id'', true), '''')))',
        enrolled);
    execute format('grant %s on %s to fataplus_app', app, enrolled);
    execute format('create trigger announce after insert or update or delete on %s
                    for each statement execute function announce_project(%s)',
                   enrolled, case when part then quote_literal('part') end);
    if counted then
        execute format('create trigger within_rows after insert on %s referencing new table as moved
                        for each statement execute function keep_within_rows()', enrolled);
        execute format('create trigger counted_out after delete on %s referencing old table as moved
                        for each statement execute function keep_within_rows()', enrolled);
    end if;
    if listed then
        execute format('grant select %s on %s to fataplus_platform', '(' || columns || ')', enrolled);
        -- Projects the person has a part in, and all for an admin …
        execute format(
            'create policy mine on %s for select to fataplus_platform using (
                project_id = any (array (
                    select m.project_id from members m
                    where m.removed_at is null
                      and m.user_id = (select nullif(current_setting(''app.user_id'', true), '''')::uuid)
                    union
                    select s.project_id from partner_shares s join partner_agents a using (agency_id)
                    where a.user_id = (select nullif(current_setting(''app.user_id'', true), '''')::uuid)
                      and (s.expires_at is null or s.expires_at > now())))
                or (select exists (select from users where id = nullif(current_setting(''app.user_id'', true), '''')::uuid
                                   and platform_role = ''admin'' and disabled_at is null)))',
            enrolled);
        -- … but not those of the isolation check.
        execute format(
            'create policy unlisted on %s as restrictive for select to fataplus_platform using (
                project_id <> all (array (
                    select project_id from synthetic_tenants
                    where (select nullif(current_setting(''app.user_id'', true), '''')::uuid)
                          <> all (array (select user_id from synthetic_tenants)))))',
            enrolled);
    end if;
end
$$;
-- New functions may be called by nobody else anyway where `deploy/roles.sql` was run; here, whatever was run.
revoke all on function tenancy.enrol from public;
