-- What a transaction of the service must have done by its commit, or fail: it announced the rows that copies in memory
-- depend on, counted the rows of projects it added and removed, and moved the epoch of credentials it changed. Part of
-- the template of every test's database.

alter function announce(text) rename to announce_unrecorded;
create function announce(change text) returns void language plpgsql as $$
begin
    perform announce_unrecorded(change);
    perform set_config('test.announced', concat_ws(',', nullif(current_setting('test.announced', true), ''), change), true);
end
$$;
grant execute on function announce(text) to fataplus_app, fataplus_platform;

-- Arguments: a kind of change, and the column that names its project or person.
create function expect_announced() returns trigger language plpgsql as $$
declare
    changed jsonb := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    about text := changed ->> tg_argv[1];
    -- Any of these announces the change.
    enough text[] := case tg_argv[0]
        when 'rows' then array[about, 'part ' || about, 'all']
        when 'part' then array['part ' || about, 'all']
        when 'marks' then array['marks ' || about, changed ->> 'project_id', 'part ' || (changed ->> 'project_id'), 'all']
        when 'account' then array['account ' || about, 'all']
        when 'person' then array[about, 'account ' || about, 'all']
        else array[tg_argv[0], 'all'] end;
begin
    -- Other connections, as psql's, announce nothing.
    if current_setting('application_name') = 'fataplus'
       and (enough && string_to_array(current_setting('test.announced', true), ',')) is not true then
        raise exception '% changed, and "%" was not announced', tg_table_name, enough[1];
    end if;
    return null;
end
$$;

do $$
declare
    expected record;
begin
    for expected in
        -- Rows on which a person's part in a project depends …
        select * from (values
            ('projects',        'insert or update or delete', 'part', 'project_id'),
            ('members',         'insert or update or delete', 'part', 'project_id'),
            ('partner_shares',  'insert or update or delete', 'part', 'project_id'),
            ('project_rules',   'insert or update or delete', 'part', 'project_id'),
            ('api_keys',        'insert or delete or update of scopes, networks, expires_at, revoked_at',
                                'part', 'project_id'),
            ('allowances',      'insert or update', 'part', 'project_id'),
            -- … people …
            ('users',           'update', 'account', 'id'),
            ('sessions',        'update of ended_at, views_as_client_until', 'person', 'user_id'),
            ('personal_tokens', 'insert or update of scopes, expires_at, revoked_at', 'person', 'user_id'),
            ('partner_agents',  'insert or delete', 'account', 'user_id'),
            ('thread_reads',    'insert or update', 'marks', 'user_id'),
            -- … and what every replica holds.
            ('plans',           'update', 'all', null),
            ('signing_keys',    'insert or update or delete', 'keys', null),
            ('served_domains',  'insert or delete or update of name, project_id', 'domains', null)
        ) known (name, events, kind, about)
        union all
        -- All other tenant tables, but for the audit trail, of which nothing is kept in memory.
        select tablename, 'insert or update or delete', 'rows', 'project_id' from pg_policies
        where policyname = 'tenant'
          and tablename not in ('projects', 'members', 'partner_shares', 'project_rules', 'api_keys', 'thread_reads', 'audit')
    loop
        execute format(
            'create constraint trigger expect_announced after %s on %I deferrable initially deferred
             for each row execute function expect_announced(%L%s)',
            expected.events, expected.name, expected.kind, ', ' || quote_literal(expected.about));
    end loop;
end
$$;

-- Adds to a sum of this transaction.
create function add_to_sum(name text, change bigint) returns void language sql as $$
    select set_config('test.' || name,
                      (coalesce(nullif(current_setting('test.' || name, true), ''), '0')::bigint + change)::text, true);
$$;
grant execute on function add_to_sum(text, bigint) to fataplus_app, fataplus_platform;

create function sum_moved() returns trigger language plpgsql as $$
begin
    perform add_to_sum('moved_' || tg_table_name, (select count(*) from moved) * case tg_op when 'DELETE' then -1 else 1 end);
    return null;
end
$$;

create function sum_counted() returns trigger language plpgsql as $$
begin
    perform add_to_sum('counted_' || new.kind, new.rows - case tg_op when 'UPDATE' then old.rows else 0 end);
    return null;
end
$$;
create trigger sum_counted after insert or update on row_counts for each row execute function sum_counted();

create function expect_counted() returns trigger language plpgsql as $$
declare
    moved text := coalesce(nullif(current_setting('test.moved_' || tg_table_name, true), ''), '0');
    counted text := coalesce(nullif(current_setting('test.counted_' || tg_table_name, true), ''), '0');
begin
    if current_setting('application_name') = 'fataplus' and moved <> counted then
        raise exception '% rows of % came or went, and % were counted', moved, tg_table_name, counted;
    end if;
    return null;
end
$$;

do $$
declare
    expected record;
begin
    for expected in
        -- All tenant tables whose rows people make; the others have one row for each project, or for each person in it. The
        -- audit trail has no limit: a full one could refuse no change.
        select tablename as name from pg_policies
        where policyname = 'tenant' and tablename not in (
            'audit', 'listings', 'members', 'project_rules', 'project_settings', 'projects', 'row_counts', 'thread_reads')
    loop
        execute format('create trigger sum_inserted after insert on %I referencing new table as moved
                        for each statement execute function sum_moved()', expected.name);
        execute format('create trigger sum_deleted after delete on %I referencing old table as moved
                        for each statement execute function sum_moved()', expected.name);
        execute format('create constraint trigger expect_counted after insert or delete on %I
                        deferrable initially deferred for each row execute function expect_counted()', expected.name);
    end loop;
end
$$;

create function expect_epoch() returns trigger language plpgsql as $$
begin
    raise exception 'credentials changed, and their epoch did not';
end
$$;
create trigger expect_epoch after update on users for each row
    when ((old.email is distinct from new.email or old.password_hash is distinct from new.password_hash
           or old.disabled_at is distinct from new.disabled_at) and new.credential_epoch <= old.credential_epoch)
    execute function expect_epoch();
