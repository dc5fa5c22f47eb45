-- The tenant tables. In each one project_id comes first in every key, foreign keys between tenant tables carry it on
-- both sides, and row-level security is on and forced. The policies are made in one loop at the end, so that they
-- cannot differ; the catalog test holds every table to the same rules.

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

-- Rules and quotas. One row per project, made by provisioning.
create table project_settings (
    project_id           text collate "C" primary key references projects (project_id),
    storage_quota_bytes  bigint not null default 5368709120 check (storage_quota_bytes >= 0),
    upload_limit_bytes   bigint not null default 1073741824 check (upload_limit_bytes > 0)
);

create table members (
    project_id text collate "C" not null references projects (project_id),
    user_id    uuid not null references users (id),
    role       text not null check (role in ('client', 'project_manager', 'admin')),
    lead       boolean not null default false,
    joined_at  timestamptz not null,
    -- Kept when removed, so that what the person wrote keeps a name.
    removed_at timestamptz,
    primary key (project_id, user_id)
);
create index members_user on members (user_id, project_id) where removed_at is null;

create table invitations (
    project_id  text collate "C" not null references projects (project_id),
    id          uuid not null,
    email       text not null check (email = lower(email)),
    name        text not null,
    role        text not null check (role in ('client', 'project_manager', 'admin')),
    lead        boolean not null default false,
    language    text not null check (language in ('en', 'fr', 'mg')),
    token_hash  bytea not null,
    invited_by  uuid references users (id),
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    accepted_at timestamptz,
    revoked_at  timestamptz,
    primary key (project_id, id)
);
create unique index invitations_token on invitations (project_id, token_hash);

create table partner_shares (
    project_id text collate "C" not null references projects (project_id),
    agency_id  uuid not null references partner_agencies (id),
    level      text not null check (level in ('view', 'edit', 'manage')),
    expires_at timestamptz,
    created_at timestamptz not null,
    primary key (project_id, agency_id)
);
create index partner_shares_agency on partner_shares (agency_id, project_id);

create table milestones (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    title      text not null check (char_length(title) between 1 and 200),
    position   int not null,
    weight     int not null default 1 check (weight between 1 and 100),
    due_on     date,
    done_at    timestamptz,
    created_at timestamptz not null,
    primary key (project_id, id)
);

create table tasks (
    project_id   text collate "C" not null references projects (project_id),
    id           uuid not null,
    milestone_id uuid,
    title        text not null check (char_length(title) between 1 and 200),
    details      text not null default '' check (char_length(details) <= 5000),
    visibility   text not null default 'internal' check (visibility in ('internal', 'client', 'partner', 'shared')),
    -- The side that has to act while the task is open.
    side         text not null default 'agency' check (side in ('client', 'agency')),
    assignee_id  uuid references users (id),
    due_on       date,
    done_at      timestamptz,
    created_by   uuid references users (id),
    created_at   timestamptz not null,
    primary key (project_id, id),
    foreign key (project_id, milestone_id) references milestones (project_id, id)
);

create table file_requests (
    project_id   text collate "C" not null references projects (project_id),
    id           uuid not null,
    title        text not null check (char_length(title) between 1 and 200),
    instructions text not null default '' check (char_length(instructions) <= 5000),
    due_on       date,
    -- open: the client's turn; received: the agency's; sending back opens it again with a note.
    state        text not null default 'open' check (state in ('open', 'received', 'accepted')),
    return_note  text not null default '' check (char_length(return_note) <= 2000),
    created_by   uuid references users (id),
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    primary key (project_id, id)
);

create table documents (
    project_id      text collate "C" not null references projects (project_id),
    id              uuid not null,
    kind            text not null check (kind in ('prd', 'tdr', 'specification', 'contract', 'proposal',
                                                  'deliverable', 'invoice', 'asset', 'other')),
    name            text not null check (char_length(name) between 1 and 150),
    visibility      text not null check (visibility in ('internal', 'client', 'partner', 'shared')),
    current_version int not null check (current_version > 0),
    file_request_id uuid,
    created_by      uuid not null references users (id),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    deleted_at      timestamptz,
    primary key (project_id, id),
    foreign key (project_id, file_request_id) references file_requests (project_id, id)
);

create table document_versions (
    project_id   text collate "C" not null references projects (project_id),
    document_id  uuid not null,
    version      int not null check (version > 0),
    name         text not null,
    size         bigint not null check (size >= 0),
    content_type text not null,
    sha256       bytea,
    uploaded_by  uuid not null references users (id),
    created_at   timestamptz not null,
    primary key (project_id, document_id, version),
    foreign key (project_id, document_id) references documents (project_id, id)
);

-- A presigned PUT in flight. Its object lies in quarantine until the upload completes.
create table uploads (
    project_id      text collate "C" not null references projects (project_id),
    id              uuid not null,
    name            text not null,
    size            bigint not null check (size >= 0),
    content_type    text not null,
    sha256          bytea,
    kind            text not null,
    visibility      text not null check (visibility in ('internal', 'client', 'partner', 'shared')),
    -- The document this becomes a version of; null makes a new one.
    document_id     uuid,
    file_request_id uuid,
    created_by      uuid not null references users (id),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    -- Settled before the bytes are copied to their place: which bytes, and the version number that is this upload's
    -- alone. No other copy ever goes to that place, so a version never changes.
    etag            text,
    version         int check (version > 0),
    -- The document it became.
    completed_as    uuid,
    primary key (project_id, id),
    foreign key (project_id, document_id) references documents (project_id, id),
    foreign key (project_id, completed_as) references documents (project_id, id),
    foreign key (project_id, file_request_id) references file_requests (project_id, id)
);

create unique index uploads_version on uploads (project_id, document_id, version);

create table approvals (
    project_id  text collate "C" not null references projects (project_id),
    id          uuid not null,
    document_id uuid not null,
    version     int not null,
    decision    text not null check (decision in ('approved', 'changes_requested')),
    comment     text not null default '' check (char_length(comment) <= 5000),
    decided_by  uuid not null references users (id),
    decided_at  timestamptz not null,
    primary key (project_id, id),
    foreign key (project_id, document_id, version) references document_versions (project_id, document_id, version)
);
create unique index approvals_one_per_version on approvals (project_id, document_id, version);

create table threads (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    -- client: agency, client and partners from level edit; internal: the agency alone.
    kind       text not null check (kind in ('client', 'internal')),
    title      text not null check (char_length(title) between 1 and 200),
    created_at timestamptz not null,
    primary key (project_id, id)
);

create table messages (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    thread_id  uuid not null,
    author_id  uuid not null references users (id),
    body       text not null check (char_length(body) between 1 and 10000),
    created_at timestamptz not null,
    primary key (project_id, id),
    foreign key (project_id, thread_id) references threads (project_id, id)
);
create index messages_thread on messages (project_id, thread_id, id);

create table thread_reads (
    project_id text collate "C" not null references projects (project_id),
    thread_id  uuid not null,
    user_id    uuid not null references users (id),
    read_at    timestamptz not null,
    primary key (project_id, thread_id, user_id),
    foreign key (project_id, thread_id) references threads (project_id, id)
);

-- Events of a project: its timeline and audit trail. Insert-only: no role may change it.
create table activity (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    -- Null when the platform itself acted (provisioning).
    actor_id   uuid references users (id),
    kind       text not null,
    subject_id uuid,
    detail     jsonb not null default '{}',
    visibility text not null check (visibility in ('internal', 'client', 'partner', 'shared')),
    created_at timestamptz not null,
    primary key (project_id, id)
);

-- Row-level security: one permissive policy for the service, the same on every table. The setting is '' after a
-- commit and unset before the first: nullif makes both mean "no rows". The sub-select is planned once per statement.
do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array[
        'projects', 'project_settings', 'members', 'invitations', 'partner_shares', 'milestones', 'tasks',
        'file_requests', 'documents', 'document_versions', 'uploads', 'approvals', 'threads', 'messages',
        'thread_reads', 'activity'
    ] loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('alter table %I force row level security', tenant_table);
        execute format(
            'create policy tenant on %I to fataplus_app
                using (project_id = (select nullif(current_setting(''app.project_id'', true), '''')))
                with check (project_id = (select nullif(current_setting(''app.project_id'', true), '''')))',
            tenant_table);
    end loop;
end
$$;

grant select, insert, update on projects, project_settings, members, invitations, file_requests, documents,
    uploads, thread_reads to fataplus_app;
grant select, insert, update, delete on milestones, tasks, partner_shares to fataplus_app;
grant select, insert on document_versions, approvals, threads, messages, activity to fataplus_app;

-- Platform rows visible to the tenant side: the people, organisation and partner agencies of its own project. The
-- agency's own people (staff, admins) have names in every project they write in.
grant select (id, name, email, language, platform_role, disabled_at) on users to fataplus_app;
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

-- Tenant rows visible to the platform side, read-only: a person's own memberships and shares, and the projects they
-- lead to. Platform admins see all. ANY (ARRAY (…)) is planned once; measured far faster than IN (SELECT …).
grant select on projects, members, milestones, file_requests, partner_shares to fataplus_platform;
-- Columns that decide whose turn it is; titles stay hidden.
grant select (project_id, visibility, side, done_at) on tasks to fataplus_platform;
grant select (project_id, id, kind, visibility, current_version, deleted_at) on documents to fataplus_platform;
grant select (project_id, document_id, version) on approvals to fataplus_platform;
create policy mine on members for select to fataplus_platform using (
    user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    or (select exists (select from users where id = nullif(current_setting('app.user_id', true), '')::uuid
                       and platform_role = 'admin' and disabled_at is null)));
create policy mine on partner_shares for select to fataplus_platform using (
    agency_id = any (array (select agency_id from partner_agents
                            where user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)))
    or (select exists (select from users where id = nullif(current_setting('app.user_id', true), '')::uuid
                       and platform_role = 'admin' and disabled_at is null)));
do $$
declare
    listed_table text;
begin
    foreach listed_table in array array['projects', 'milestones', 'tasks', 'file_requests', 'documents', 'approvals'] loop
        execute format(
            'create policy mine on %I for select to fataplus_platform using (
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
            listed_table);
    end loop;
end
$$;
