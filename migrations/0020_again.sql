-- What people's parts in a project rest on is told apart from all else that changes in it: a request that was let in asks
-- again when it moved, and is not to do so for each message somebody writes. The transaction itself is told as well, for
-- the process that made it (`app.parts`).
create or replace function announce_project() returns trigger language plpgsql as $$
declare
    project text := coalesce(nullif(current_setting('app.project_id', true), ''), 'all');
begin
    perform pg_notify('fataplus', project);
    if project <> 'all'
       and tg_table_name in ('projects', 'members', 'partner_shares', 'project_rules', 'api_keys') then
        perform pg_notify('fataplus', 'part ' || project), set_config('app.parts', 'moved', true);
    end if;
    return null;
end
$$;

create or replace function announce_allowance() returns trigger language plpgsql as $$
begin
    perform pg_notify('fataplus', new.project_id), pg_notify('fataplus', 'part ' || new.project_id);
    return null;
end
$$;

-- An answer that is not there yet: whoever works on it says so again and again. Where nobody does any more, the process has
-- died, and what it did is not known: the key is not taken a second time.
alter table idempotency_keys add column alive_at timestamptz not null default now();
