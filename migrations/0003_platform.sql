-- The platform's own tables besides people: companies, the ledger of projects and what each may take, partner agencies,
-- requests for projects, jobs, served domains, the isolation check. None belongs to a tenant.

create table organisations (
    id         uuid primary key,
    name       text not null check (char_length(name) between 1 and 200),
    sector     text not null default '',
    size       text not null default '',
    created_at timestamptz not null default now()
);
-- Not changed: projects say the name themselves.
grant select, insert on organisations to fataplus_platform;

-- The ledger that makes project IDs unique for ever, erased projects included.
create table project_ids (
    project_id text collate "C" primary key check (project_id ~ '^FP-[0-9]{4}-[A-Z0-9]{9}$'),
    issued_at  timestamptz not null default now()
);
grant select, insert on project_ids to fataplus_platform;
grant select on project_ids to fataplus_app;
alter table project_ids enable row level security;
alter table project_ids force row level security;
create policy platform on project_ids to fataplus_platform using (true) with check (true);
create policy own on project_ids for select to fataplus_app
    using (project_id = nullif(current_setting('app.project_id', true), ''));

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
    concurrent_jobs      int not null check (concurrent_jobs > 0),
    -- Rows of each kind (messages, tasks, uploads …), so that nobody fills the database with one small request after
    -- another.
    rows                 int not null check (rows > 0)
);
insert into plans values
    ('small',    1,  1073741824,  268435456,  600,  8, 2, 3000, 2, 20000),
    ('standard', 2,  5368709120, 1073741824, 1200, 16, 4, 5000, 3, 100000),
    ('large',    3, 53687091200, 5368709120, 6000, 48, 8, 10000, 6, 500000);
grant select, insert, update on plans to fataplus_platform;
grant select on plans to fataplus_app;
alter table plans enable row level security;
alter table plans force row level security;
create policy platform on plans to fataplus_platform using (true) with check (true);
create policy everybody on plans for select to fataplus_app using (true);

-- Default plan of a project.
create function default_plan() returns text language sql immutable return 'standard';
grant execute on function default_plan() to fataplus_app, fataplus_platform;

-- Figures of a project; without a row it has the default plan. A null figure is the plan's.
create table allowances (
    project_id           text collate "C" primary key references project_ids (project_id),
    plan                 text not null default default_plan() references plans (name),
    storage_bytes        bigint check (storage_bytes >= 0),
    upload_bytes         bigint check (upload_bytes > 0),
    requests_per_minute  int check (requests_per_minute > 0),
    concurrent_requests  int check (concurrent_requests > 0),
    connections          int check (connections > 0),
    statement_ms         int check (statement_ms between 100 and 60000),
    concurrent_jobs      int check (concurrent_jobs > 0),
    rows                 int check (rows > 0)
);
grant select, insert, update on allowances to fataplus_platform;
grant select on allowances to fataplus_app;
alter table allowances enable row level security;
alter table allowances force row level security;
create policy platform on allowances to fataplus_platform using (true) with check (true);
create policy own on allowances for select to fataplus_app
    using (project_id = nullif(current_setting('app.project_id', true), ''));

-- Plan and figures of each project: its own, else the plan's. A view, which joins like its tables wherever it is named.
create view project_limits with (security_invoker = true) as
    select i.project_id, p.name as plan, coalesce(a.storage_bytes, p.storage_bytes) as storage_bytes,
           coalesce(a.upload_bytes, p.upload_bytes) as upload_bytes,
           coalesce(a.requests_per_minute, p.requests_per_minute) as requests_per_minute,
           coalesce(a.concurrent_requests, p.concurrent_requests) as concurrent_requests,
           coalesce(a.connections, p.connections) as connections,
           coalesce(a.statement_ms, p.statement_ms) as statement_ms,
           coalesce(a.concurrent_jobs, p.concurrent_jobs) as concurrent_jobs,
           coalesce(a.rows, p.rows) as rows
    from project_ids i
    left join allowances a on a.project_id = i.project_id
    join plans p on p.name = coalesce(a.plan, default_plan());
grant select on project_limits to fataplus_app, fataplus_platform;

create table partner_agencies (
    id         uuid primary key,
    name       text not null check (char_length(name) between 1 and 200),
    -- Of the isolation check: in no list.
    synthetic  boolean not null default false,
    created_at timestamptz not null default now()
);
grant select, insert, update on partner_agencies to fataplus_platform;

create table partner_agents (
    agency_id   uuid not null references partner_agencies (id),
    user_id     uuid not null references users (id),
    -- An agency's admin invites and removes its people. In projects they have the same rights as the others.
    admin       boolean not null default false,
    joined_at   timestamptz not null default now(),
    -- Time of return of a removed person: their older tokens reach nothing through the agency.
    returned_at timestamptz,
    primary key (agency_id, user_id)
);
create index partner_agents_user on partner_agents (user_id);
grant select, insert, delete, update (admin) on partner_agents to fataplus_platform;

-- Invitations into a partner agency. The platform's, as the agency is: no project is in them.
create table agency_invitations (
    id             uuid primary key,
    agency_id      uuid not null references partner_agencies (id),
    email          text not null check (email = lower(email)),
    name           text not null,
    admin          boolean not null default false,
    language       text not null check (language in ('en', 'fr', 'mg')),
    token_hash     bytea not null,
    invited_by     uuid references users (id),
    created_at     timestamptz not null,
    expires_at     timestamptz not null,
    -- Times of its mails during the last day: their number is limited.
    sent_at        timestamptz[] not null default '{}',
    accepted_at    timestamptz,
    revoked_at     timestamptz,
    -- The mail it went out with, and when that came back as impossible to deliver.
    mail_id        uuid,
    undelivered_at timestamptz,
    constraint agency_invitations_token_key unique (token_hash)
);
create index agency_invitations_agency on agency_invitations (agency_id, email);
create index agency_invitations_mail on agency_invitations (mail_id);
grant select, insert, update on agency_invitations to fataplus_platform;

-- Requests for projects, from the first saved answer on.
create table submissions (
    id              uuid primary key,
    state           text not null check (state in ('draft', 'awaiting_code', 'in_review', 'accepted', 'declined')),
    -- SHA-256 of the secret in a draft's link.
    resume_hash     bytea,
    -- Typed answers, field by field, unvalidated: nothing is lost to a validation error.
    answers         jsonb not null,
    email           text not null default '',
    language        text not null default 'fr' check (language in ('en', 'fr', 'mg')),
    -- Drafts are anonymous, so their number is limited, for each address and in total. A keyed hash of the address
    -- identifies it.
    opened_from     bytea,
    code_hash       bytea,
    code_expires_at timestamptz,
    wrong_codes     int not null default 0,
    codes_sent      int not null default 0,
    project_id      text collate "C" references project_ids (project_id),
    decline_reason  text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    submitted_at    timestamptz,
    confirmed_at    timestamptz,
    constraint submissions_project_key unique (project_id),
    constraint submissions_resume_key unique (resume_hash)
);
create index submissions_state on submissions (state, created_at desc);
create index submissions_open on submissions (opened_from, updated_at) where state in ('draft', 'awaiting_code');
-- Abandoned drafts are deleted.
grant select, insert, update, delete on submissions to fataplus_platform;

-- The outbox and job queue. A row is written in the transaction of the change that wants it done.
create table jobs (
    id          uuid primary key,
    -- The tenant the job works for; null for the platform's own.
    project_id  text collate "C",
    kind        text not null,
    payload     jsonb not null,
    -- 'aside': of a kind or form this version does not know. It is kept, and taken up again by one that does.
    state       text not null default 'ready' check (state in ('ready', 'done', 'dead', 'aside')),
    run_at      timestamptz not null default now(),
    attempts    int not null default 0,
    -- A worker holds a job until lease_until; lease_token fences off one that comes back late.
    lease_until timestamptz,
    lease_token uuid,
    last_error  text,
    created_at  timestamptz not null default now(),
    finished_at timestamptz
);
-- The first job of all, for statements with `attempts >= 0`, and the first of each project. Statements for a project's
-- first leave that condition out, so that the other index is not used for them: it would read through the longest
-- queue.
create index jobs_ready on jobs (run_at) where state = 'ready' and attempts >= 0;
create index jobs_platform on jobs (run_at) where state = 'ready' and project_id is null;
create index jobs_lane on jobs (project_id, run_at) where state = 'ready';
-- Which jobs run is decided by whose they are.
create index jobs_leased on jobs (project_id) where state = 'ready' and lease_until is not null;
create index jobs_troubled on jobs (created_at)
    where state in ('dead', 'aside') or (state = 'ready' and last_error is not null);
create index jobs_finished on jobs (finished_at) where finished_at is not null;
grant select, insert, update, delete on jobs to fataplus_platform;
-- The tenant side may only add, and only for the project it is armed for.
grant insert on jobs to fataplus_app;
alter table jobs enable row level security;
alter table jobs force row level security;
create policy platform on jobs to fataplus_platform using (true) with check (true);
create policy tenant_enqueues on jobs for insert to fataplus_app
    with check (project_id = nullif(current_setting('app.project_id', true), ''));

-- Answers kept 24 h for repeated POSTs with the same Idempotency-Key. `scope` is a project ID or 'platform'.
create table idempotency_keys (
    scope        text collate "C" not null,
    actor        text not null,
    key          text not null,
    request_hash bytea not null,
    -- An answer that is not there yet: the process that works on it renews `alive_at`. If that stopped, the process has
    -- died, and its result is unknown: the key is not accepted a second time.
    status       int,
    headers      jsonb,
    body         bytea,
    created_at   timestamptz not null,
    alive_at     timestamptz not null default now(),
    primary key (scope, actor, key)
);
grant select, insert, update, delete on idempotency_keys to fataplus_platform;

-- Clients' own domains that are served. A project claims names (`domains`, a tenant table); control of the DNS decides
-- which project a name leads to, and this table records it. Two projects may claim the same name and learn nothing of
-- each other; a name is served for one of them at most.
create table served_domains (
    name        text collate "C" primary key,
    project_id  text collate "C" not null references project_ids (project_id),
    -- The claim, in `domains` of that project, and its token: another project's proof moves the name only when this
    -- one is gone from the DNS.
    domain_id   uuid not null,
    token       text not null,
    verified_at timestamptz not null,
    checked_at  timestamptz not null,
    -- When the DNS is asked again, and how many answers in a row lacked the proof.
    check_at    timestamptz not null,
    failures    int not null default 0
);
create unique index served_domains_claim on served_domains (project_id, domain_id);
create index served_domains_check on served_domains (check_at);
-- Written by the platform alone, after the request was authorised and the DNS was asked.
grant select, insert, update, delete on served_domains to fataplus_platform;
-- The tenant side sees which of its own claims are served.
grant select (project_id, domain_id, name, failures) on served_domains to fataplus_app;
alter table served_domains enable row level security;
alter table served_domains force row level security;
create policy platform on served_domains to fataplus_platform using (true) with check (true);
create policy served_of_the_project on served_domains for select to fataplus_app
    using (project_id = nullif(current_setting('app.project_id', true), ''));

-- The isolation check's two synthetic tenants, with which the service tries at every start whether one can reach the
-- other. Both are made once and used again. Their people have no password and an address that leads nowhere; their
-- projects are listed for nobody else.
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
