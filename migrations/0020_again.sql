-- Changes of people's parts in a project are announced separately from all else that changes in it: an admitted request
-- checks again when they moved, and must not do so for each message. The transaction itself learns it too, for the
-- process that made it (`app.parts`).
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

-- An answer that is not there yet: the process that works on it renews this time. If it stopped, the process has died,
-- and its result is unknown: the key is not accepted a second time.
alter table idempotency_keys add column alive_at timestamptz not null default now();
