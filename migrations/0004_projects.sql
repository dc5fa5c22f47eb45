-- A project: its row, its rules, its people and partners, its keys, its domains and its record. Each table is a
-- tenant's: `tenancy.enrol` gives it its policies.

create table projects (
    project_id        text collate "C" primary key references project_ids (project_id),
    organisation_id   uuid not null references organisations (id),
    title             text not null check (char_length(title) between 3 and 100),
    summary           text not null default '',
    status            text not null default 'intake'
                      check (status in ('intake', 'planning', 'in_progress', 'review', 'completed', 'maintenance')),
    status_changed_at timestamptz not null,
    workspace         text not null default 'provisioning'
                      check (workspace in ('provisioning', 'active', 'suspended', 'archived', 'erased')),
    language          text not null default 'fr' check (language in ('en', 'fr', 'mg')),
    -- The intake answers the project was made from; {} for one made by staff.
    brief             jsonb not null default '{}',
    starts_on         date,
    due_on            date,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    constraint projects_dates check (due_on is null or starts_on is null or due_on >= starts_on)
);

-- One row for each project, made by provisioning: what is locked while the project's people or quotas change.
create table project_settings (
    project_id text collate "C" primary key references projects (project_id)
);
select tenancy.enrol('project_settings', counted := false);

-- Number of rows of a kind in a project: the sum of its pieces. A single row would make a project's writers wait for
-- one another until each has committed, and let two that change two kinds in different order deadlock. So a statement
-- changes any piece that is not locked, and makes another if all are: no statement waits, and there are as many pieces
-- as there were concurrent writers, which the plan bounds. Uncommitted rows of others are not in the sum: that many may
-- exceed the limit at once.
create table row_counts (
    project_id text collate "C" not null references projects (project_id),
    kind       text not null,
    piece      uuid not null,
    -- May be negative: one piece may count additions, another the removals.
    rows       bigint not null,
    primary key (project_id, kind, piece)
) with (fillfactor = 50);
select tenancy.enrol('row_counts', counted := false);

create table members (
    project_id  text collate "C" not null references projects (project_id),
    user_id     uuid not null references users (id),
    role        text not null check (role in ('client', 'project_manager', 'admin')),
    lead        boolean not null default false,
    joined_at   timestamptz not null,
    -- Kept when removed, so that what the person wrote keeps a name.
    removed_at  timestamptz,
    -- Time of return of a removed person: their older tokens reach nothing here. Null for a person who was never removed.
    returned_at timestamptz,
    primary key (project_id, user_id)
);
create index members_user on members (user_id, project_id) where removed_at is null;
select tenancy.enrol('members', counted := false);

create table partner_shares (
    project_id text collate "C" not null references projects (project_id),
    agency_id  uuid not null references partner_agencies (id),
    level      text not null check (level in ('view', 'edit', 'manage')),
    expires_at timestamptz,
    created_at timestamptz not null,
    primary key (project_id, agency_id)
);
create index partner_shares_agency on partner_shares (agency_id, project_id);
select tenancy.enrol('partner_shares', app := 'select, insert, update, delete');

-- What decides about lists of projects is itself listed: a person's own memberships and shares, all for an admin.
-- ANY (ARRAY (…)) is planned once; measured far faster than IN (SELECT …).
grant select on members, partner_shares to fataplus_platform;
create policy mine on members for select to fataplus_platform using (
    user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    or (select exists (select from users where id = nullif(current_setting('app.user_id', true), '')::uuid
                       and platform_role = 'admin' and disabled_at is null)));
create policy mine on partner_shares for select to fataplus_platform using (
    agency_id = any (array (select agency_id from partner_agents
                            where user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)))
    or (select exists (select from users where id = nullif(current_setting('app.user_id', true), '')::uuid
                       and platform_role = 'admin' and disabled_at is null)));
select tenancy.unlist('members'), tenancy.unlist('partner_shares');
-- Partner agencies are no tenant's: the synthetic ones are hidden from all but their own person.
create policy unlisted on partner_agencies as restrictive for select to fataplus_platform using (
    id <> all (array (
        select t.agency_id from synthetic_tenants t
        where t.user_id is distinct from (select nullif(current_setting('app.user_id', true), '')::uuid))));

select tenancy.enrol('projects', listed := true, counted := false);

-- Access rules of a project, beyond a log-in. Without a row there are none.
create table project_rules (
    project_id      text collate "C" primary key references projects (project_id),
    -- Networks (CIDR) its members must come from; empty for any.
    ip_allow        text[] not null default '{}' check (cardinality(ip_allow) <= 100),
    -- Minutes after the log-in, and after the last request, a session is over here; null for the platform's own times.
    session_minutes int check (session_minutes between 15 and 720),
    -- Whether clients need a second factor here.
    client_mfa      boolean not null default false,
    updated_at      timestamptz not null
);
-- Read together with session and role, as one person.
select tenancy.enrol('project_rules', listed := true, counted := false);

create table invitations (
    project_id     text collate "C" not null references projects (project_id),
    id             uuid not null,
    email          text not null check (email = lower(email)),
    name           text not null,
    role           text not null check (role in ('client', 'project_manager', 'admin')),
    lead           boolean not null default false,
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
    primary key (project_id, id)
);
create unique index invitations_token on invitations (project_id, token_hash);
create index invitations_email on invitations (project_id, email);
select tenancy.enrol('invitations');

-- Project keys for programs: they act in that project alone, and no further than their maker may.
create table api_keys (
    project_id   text collate "C" not null references projects (project_id),
    id           uuid not null,
    secret_hash  bytea not null,
    name         text not null check (char_length(name) between 1 and 100),
    scopes       text[] not null check (cardinality(scopes) > 0),
    -- Networks it may be used from (CIDR); empty: from anywhere.
    networks     text[] not null default '{}',
    made_by      uuid not null references users (id),
    created_at   timestamptz not null,
    expires_at   timestamptz not null check (expires_at <= created_at + interval '366 days'),
    last_used_at timestamptz,
    -- Kept when revoked, so that what was done through it keeps a name.
    revoked_at   timestamptz,
    primary key (project_id, id)
);
create unique index api_keys_secret on api_keys (project_id, secret_hash);
select tenancy.enrol('api_keys');

-- Names that the project claims; which of them it is served under, `served_domains` says.
create table domains (
    project_id  text collate "C" not null references projects (project_id),
    id          uuid not null,
    -- Lower case, IDNA in ASCII, no trailing dot; short enough for the name of the challenge before it.
    name        text collate "C" not null check (name ~ '^[a-z0-9-]+([.][a-z0-9-]+)+$' and char_length(name) <= 243),
    -- Required text of the TXT record at _fataplus.{name}. It proves control of the name and opens nothing by itself.
    token       text not null,
    added_by    uuid references users (id),
    created_at  timestamptz not null,
    -- The last check of the DNS: time, result, and the values found instead of the expected one.
    checked_at  timestamptz,
    outcome     text check (outcome in ('verified', 'missing', 'different', 'unreachable', 'elsewhere')),
    found       text[] not null default '{}',
    -- Since when it has been served; null again when it was lost.
    verified_at timestamptz,
    primary key (project_id, id)
);
create unique index domains_name on domains (project_id, name);
select tenancy.enrol('domains', app := 'select, insert, update, delete');

-- Events of a project: its timeline and audit trail. No role changes it.
create table activity (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    -- Null when the platform itself acted (provisioning).
    actor_id   uuid references users (id),
    -- Key of the program that acted; the maker of the key is the actor.
    key_id     uuid,
    kind       text not null,
    subject_id uuid,
    detail     jsonb not null default '{}',
    visibility text not null check (visibility in ('internal', 'client', 'partner', 'shared')),
    created_at timestamptz not null,
    primary key (project_id, id),
    constraint activity_key foreign key (project_id, key_id) references api_keys (project_id, id)
);
create index activity_created on activity (project_id, created_at);
-- Events since a person was last in a project are counted in the list: time, actor and audience, without content.
select tenancy.enrol('activity', app := 'select, insert, delete',
                     listed := true, columns := 'project_id, actor_id, visibility, created_at');

-- Only the limit of rows deletes from that record, in any role.
create function refuse_deletion() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % is not deleted', tg_table_name using errcode = '42501';
end
$$;
create trigger kept before delete on activity for each row when (pg_trigger_depth() = 0)
    execute function refuse_deletion();

-- Platform rows visible to the tenant side: the people, organisation and partner agencies of its own project. The
-- agency's own people (staff, admins) have names in every project they write in.
grant select (id, name, email, language, platform_role, disabled_at, muted) on users to fataplus_app;
alter table users enable row level security;
alter table users force row level security;
create policy platform on users to fataplus_platform using (true) with check (true);
create policy people_of_the_project on users for select to fataplus_app using (
    nullif(current_setting('app.project_id', true), '') is not null
    and (platform_role <> 'none'
         or id in (select user_id from members)
         or id in (select user_id from partner_agents)));

grant select on partner_agents, partner_agencies, organisations to fataplus_app;
alter table partner_agents enable row level security;
alter table partner_agents force row level security;
create policy platform on partner_agents to fataplus_platform using (true) with check (true);
create policy agents_of_the_project on partner_agents for select to fataplus_app
    using (agency_id in (select agency_id from partner_shares));
alter table partner_agencies enable row level security;
alter table partner_agencies force row level security;
create policy platform on partner_agencies to fataplus_platform using (true) with check (true);
create policy agencies_of_the_project on partner_agencies for select to fataplus_app
    using (id in (select agency_id from partner_shares));
alter table organisations enable row level security;
alter table organisations force row level security;
create policy platform on organisations to fataplus_platform using (true) with check (true);
create policy organisation_of_the_project on organisations for select to fataplus_app
    using (id in (select organisation_id from projects));
