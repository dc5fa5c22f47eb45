-- The platform's own tables: people, sessions, submissions, partner agencies, jobs. None belongs to a tenant.
-- Two login roles reach them: fataplus_platform (login, people's lists, jobs) and, where a column list or a policy
-- below says so, fataplus_app (the tenant side). Nothing is granted by default; every grant stands beside its table.

create table users (
    id            uuid primary key,
    email         text not null check (email = lower(email) and char_length(email) between 3 and 254),
    name          text not null check (char_length(name) between 1 and 200),
    password_hash text,
    language      text not null default 'fr' check (language in ('en', 'fr', 'mg')),
    platform_role text not null default 'none' check (platform_role in ('none', 'staff', 'admin')),
    created_at    timestamptz not null default now(),
    disabled_at   timestamptz,
    constraint users_email_key unique (email)
);
grant select, insert, update on users to fataplus_platform;

create table sessions (
    id           uuid primary key,
    -- The log-in this session descends from: logging out anywhere ends the whole family.
    root_id      uuid not null references sessions (id),
    user_id      uuid not null references users (id),
    -- 'app', 'api' or a project ID: a session is good for one host only.
    audience     text not null,
    -- SHA-256 of the secret that renews the short JWT; null for API sessions, which have refresh tokens.
    renewal_hash bytea,
    user_agent   text not null default '',
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz
);
create index sessions_root on sessions (root_id);
create index sessions_user on sessions (user_id);
create unique index sessions_renewal on sessions (renewal_hash);
grant select, insert, update on sessions to fataplus_platform;

create table refresh_tokens (
    token_hash bytea primary key,
    session_id uuid not null references sessions (id),
    expires_at timestamptz not null,
    used_at    timestamptz
);
grant select, insert, update on refresh_tokens to fataplus_platform;

-- One-time codes that carry a log-in from the app host to one tenant host (60 s, single use).
create table handoffs (
    code_hash    bytea primary key,
    root_id      uuid not null references sessions (id),
    user_id      uuid not null references users (id),
    project_id   text collate "C" not null,
    -- SHA-256 of the visitor's pre-session on the tenant host: a stolen code is useless elsewhere.
    binding_hash bytea not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
grant select, insert, update on handoffs to fataplus_platform;

-- Links in mail that let a person set a password.
create table password_tokens (
    token_hash bytea primary key,
    user_id    uuid not null references users (id),
    expires_at timestamptz not null,
    used_at    timestamptz
);
grant select, insert, update on password_tokens to fataplus_platform;

create table organisations (
    id         uuid primary key,
    name       text not null check (char_length(name) between 1 and 200),
    sector     text not null default '',
    size       text not null default '',
    created_at timestamptz not null default now()
);
grant select, insert, update on organisations to fataplus_platform;

-- The ledger that makes project IDs unique for ever, erased projects included.
create table project_ids (
    project_id text collate "C" primary key check (project_id ~ '^FP-[0-9]{4}-[A-Z0-9]{9}$'),
    issued_at  timestamptz not null default now()
);
grant select, insert on project_ids to fataplus_platform;

create table submissions (
    id              uuid primary key,
    state           text not null check (state in ('draft', 'awaiting_code', 'in_review', 'accepted', 'declined')),
    -- SHA-256 of the secret in a draft's link.
    resume_hash     bytea,
    -- Typed answers, field by field, unvalidated: nothing is lost to a validation error.
    answers         jsonb not null,
    email           text not null default '',
    language        text not null default 'fr' check (language in ('en', 'fr', 'mg')),
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
-- Abandoned drafts are deleted.
grant select, insert, update, delete on submissions to fataplus_platform;

create table partner_agencies (
    id         uuid primary key,
    name       text not null check (char_length(name) between 1 and 200),
    created_at timestamptz not null default now()
);
grant select, insert, update on partner_agencies to fataplus_platform;

create table partner_agents (
    agency_id uuid not null references partner_agencies (id),
    user_id   uuid not null references users (id),
    primary key (agency_id, user_id)
);
create index partner_agents_user on partner_agents (user_id);
grant select, insert, delete on partner_agents to fataplus_platform;

-- The outbox and job queue. A row is written in the transaction of the change that wants it done.
create table jobs (
    id          uuid primary key,
    -- The tenant the job works for; null for the platform's own.
    project_id  text collate "C",
    kind        text not null,
    payload     jsonb not null,
    state       text not null default 'ready' check (state in ('ready', 'done', 'dead')),
    run_at      timestamptz not null default now(),
    attempts    int not null default 0,
    -- A worker holds a job until lease_until; lease_token fences off one that comes back late.
    lease_until timestamptz,
    lease_token uuid,
    last_error  text,
    created_at  timestamptz not null default now(),
    finished_at timestamptz
);
create index jobs_ready on jobs (run_at) where state = 'ready';
grant select, insert, update, delete on jobs to fataplus_platform;
-- The tenant side may only add, and only for the project it is armed for.
grant insert on jobs to fataplus_app;
alter table jobs enable row level security;
alter table jobs force row level security;
create policy platform on jobs to fataplus_platform using (true) with check (true);
create policy tenant_enqueues on jobs for insert to fataplus_app
    with check (project_id = (select nullif(current_setting('app.project_id', true), '')));

-- Answers kept 24 h for repeated POSTs with the same Idempotency-Key. `scope` is a project ID or 'platform'.
create table idempotency_keys (
    scope        text collate "C" not null,
    actor        text not null,
    key          text not null,
    request_hash bytea not null,
    status       int,
    headers      jsonb,
    body         bytea,
    created_at   timestamptz not null,
    primary key (scope, actor, key)
);
grant select, insert, update, delete on idempotency_keys to fataplus_platform;
