-- How much of the platform a project may take. A plan is a row; a project has one, and may differ from it in single
-- figures. Both are the platform's: a project reads its own, and changes nothing.

create table plans (
    name                 text primary key check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
    position             int not null,
    -- Bytes of all versions, and of uploads under way.
    storage_bytes        bigint not null check (storage_bytes >= 0),
    -- Bytes of one file.
    upload_bytes         bigint not null check (upload_bytes > 0),
    -- Requests of its people and programs; a minute's worth may come at once.
    requests_per_minute  int not null check (requests_per_minute > 0),
    concurrent_requests  int not null check (concurrent_requests > 0),
    -- Database connections it may hold at a time, of each replica's pool, and how long one statement may take.
    connections          int not null check (connections > 0),
    statement_ms         int not null check (statement_ms between 100 and 60000),
    -- Jobs of its that run at a time.
    concurrent_jobs      int not null check (concurrent_jobs > 0)
);
insert into plans values
    ('small',    1,  1073741824,  268435456,  600,  8, 2, 3000, 2),
    ('standard', 2,  5368709120, 1073741824, 1200, 16, 4, 5000, 3),
    ('large',    3, 53687091200, 5368709120, 6000, 48, 8, 10000, 6);
grant select, insert, update on plans to fataplus_platform;
grant select on plans to fataplus_app;
alter table plans enable row level security;
alter table plans force row level security;
create policy platform on plans to fataplus_platform using (true) with check (true);
create policy everybody on plans for select to fataplus_app using (true);
create trigger announce after update on plans for each statement execute function announce_all();

-- Figures of a project; without a row it has the standard plan. A null figure is the plan's.
create table allowances (
    project_id           text collate "C" primary key references project_ids (project_id),
    plan                 text not null default 'standard' references plans (name),
    storage_bytes        bigint check (storage_bytes >= 0),
    upload_bytes         bigint check (upload_bytes > 0),
    requests_per_minute  int check (requests_per_minute > 0),
    concurrent_requests  int check (concurrent_requests > 0),
    connections          int check (connections > 0),
    statement_ms         int check (statement_ms between 100 and 60000),
    concurrent_jobs      int check (concurrent_jobs > 0)
);
-- The figures stood in each project's settings before, where a project could have changed them. The owner is bound by
-- the policies too, so they are lifted for the copy.
alter table project_settings no force row level security;
insert into allowances (project_id, storage_bytes, upload_bytes)
    select project_id, nullif(storage_quota_bytes, 5368709120), nullif(upload_limit_bytes, 1073741824)
    from project_settings where storage_quota_bytes <> 5368709120 or upload_limit_bytes <> 1073741824;
alter table project_settings force row level security;
alter table project_settings drop column storage_quota_bytes, drop column upload_limit_bytes;

grant select, insert, update on allowances to fataplus_platform;
grant select on allowances to fataplus_app;
alter table allowances enable row level security;
alter table allowances force row level security;
create policy platform on allowances to fataplus_platform using (true) with check (true);
create policy own on allowances for select to fataplus_app
    using (project_id = (select nullif(current_setting('app.project_id', true), '')));

create function announce_allowance() returns trigger language plpgsql as $$
begin
    perform pg_notify('fataplus', new.project_id);
    return null;
end
$$;
create trigger announce after insert or update on allowances for each row execute function announce_allowance();

-- Which jobs run is decided by whose they are.
create index jobs_leased on jobs (project_id) where state = 'ready' and lease_until is not null;
