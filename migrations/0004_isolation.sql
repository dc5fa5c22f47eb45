-- The isolation check's own rows: two synthetic tenants, with which the service tries at every start whether one can
-- reach the other, and the history of those tries.

-- Both are made once and used again. Their people have no password and an address that leads nowhere; their projects
-- are shown to nobody else, by the policies below.
create table synthetic_tenants (
    name            text primary key check (name in ('a', 'b')),
    project_id      text collate "C" not null references project_ids (project_id),
    user_id         uuid not null references users (id),
    organisation_id uuid not null references organisations (id),
    agency_id       uuid not null references partner_agencies (id),
    -- Stands in every text of this tenant: in an answer to the other tenant it proves a crossing.
    canary          text not null check (char_length(canary) >= 24),
    created_at      timestamptz not null,
    constraint synthetic_tenants_project_key unique (project_id),
    constraint synthetic_tenants_user_key unique (user_id)
);
grant select, insert on synthetic_tenants to fataplus_platform;

-- A log-in as one of these people is impossible in any case.
alter table users add constraint users_synthetic_have_no_password
    check (password_hash is null or email not like '%@isolation.invalid');

-- One row for each check; the newest thousand are kept.
create table isolation_runs (
    id             uuid primary key,
    -- Process that checked: host name and process ID.
    replica        text not null,
    cause          text not null check (cause in ('start', 'schedule', 'demand')),
    started_at     timestamptz not null,
    took_ms        int not null check (took_ms >= 0),
    verdict        text not null check (verdict in ('green', 'amber', 'red')),
    -- Findings, a line each; for amber, the untried parts with the reason.
    findings       text[] not null default '{}',
    tables_tried   int not null,
    routes_tried   int not null,
    requests_tried int not null,
    objects_tried  int not null
);
create index isolation_runs_started on isolation_runs (started_at desc);
grant select, insert, delete on isolation_runs to fataplus_platform;

-- Admins of the platform see all projects, but not these. Restrictive: it takes away from what the policies `mine`
-- show. It does not apply to the synthetic people and to anonymous transactions: if a policy shows them too much, the
-- check must see one another's rows.
do $$
declare
    listed_table text;
begin
    foreach listed_table in array array['projects', 'members', 'partner_shares', 'milestones', 'tasks', 'file_requests',
                                        'documents', 'approvals'] loop
        execute format(
            'create policy unlisted on %I as restrictive for select to fataplus_platform using (
                project_id <> all (array (
                    select project_id from synthetic_tenants
                    where (select nullif(current_setting(''app.user_id'', true), '''')::uuid)
                          <> all (array (select user_id from synthetic_tenants)))))',
            listed_table);
    end loop;
end
$$;
-- Partner agencies are no tenant's: the synthetic ones are hidden from all but their own person.
create policy unlisted on partner_agencies as restrictive for select to fataplus_platform using (
    id <> all (array (
        select t.agency_id from synthetic_tenants t
        where t.user_id is distinct from (select nullif(current_setting('app.user_id', true), '')::uuid))));
