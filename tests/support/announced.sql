-- Fails a transaction of the service, at its commit, that changed rows on which copies in memory depend and did not
-- announce them. Part of the template of every test's database.

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
        -- All other tenant tables.
        select tablename, 'insert or update or delete', 'rows', 'project_id' from pg_policies
        where policyname = 'tenant'
          and tablename not in ('projects', 'members', 'partner_shares', 'project_rules', 'api_keys', 'thread_reads')
    loop
        execute format(
            'create constraint trigger expect_announced after %s on %I deferrable initially deferred
             for each row execute function expect_announced(%L%s)',
            expected.events, expected.name, expected.kind, ', ' || quote_literal(expected.about));
    end loop;
end
$$;
