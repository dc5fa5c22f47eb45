-- A project: its row, its rules, its people and partners, its keys, its domains and its record. Each table is a
-- tenant's: `tenancy.enrol` gives it its policies.

create table projects (
    project_id        text collate "C" primary key references project_ids (project_id),
    organisation_id   uuid not null references organisations (id),
    -- Name of that company, as the project says it: nothing in a project reads the platform's tables of people and
    -- companies.
    organisation      text not null check (char_length(organisation) between 1 and 200),
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
    -- Of the isolation check: not listed for admins.
    synthetic         boolean not null default false,
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    constraint projects_dates check (due_on is null or starts_on is null or due_on >= starts_on)
);

-- One row for each project, made by provisioning: what is locked while the project's people or quotas change.
create table project_settings (
    project_id text collate "C" primary key references projects (project_id)
);
select tenancy.enrol('project_settings');

-- Number of rows of a kind in a project: the sum of its pieces. A single row would make a project's writers wait for
-- one another at commit, and let two that count two kinds in different order deadlock. So a transaction changes any piece
-- that is not locked, and makes another if all are: none waits, and there are as many pieces as there were concurrent
-- commits. Uncommitted rows of others are not in the sum: that many may exceed the limit at once.
create table row_counts (
    project_id text collate "C" not null references projects (project_id),
    kind       text not null,
    piece      uuid not null,
    -- May be negative: one piece may count additions, another the removals.
    rows       bigint not null,
    primary key (project_id, kind, piece)
) with (fillfactor = 50);
select tenancy.enrol('row_counts');

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
select tenancy.enrol('members', judged := 'project_id, user_id, role, lead, removed_at, returned_at');
-- Of the members, only the person who is judged.
alter policy judged on members using (
    project_id = nullif(current_setting('app.project_id', true), '')
    and user_id = nullif(current_setting('app.user_id', true), '')::uuid);

create table partner_shares (
    project_id text collate "C" not null references projects (project_id),
    agency_id  uuid not null references partner_agencies (id),
    -- Its name.
    agency     text not null,
    level      text not null check (level in ('view', 'edit', 'manage')),
    expires_at timestamptz,
    created_at timestamptz not null,
    primary key (project_id, agency_id)
);
select tenancy.enrol('partner_shares', app := 'select, insert, update, delete',
                     judged := 'project_id, agency_id, level, expires_at');

select tenancy.enrol('projects', judged := 'project_id, title, workspace');

-- Search form of a text: without accents, case and invisible characters, ligatures as letters, apostrophes and dashes
-- of one kind.
create function folded(typed text) returns text language sql immutable strict parallel safe as $$
    select replace(replace(replace(lower(regexp_replace(
        normalize(replace(replace(translate(typed,
            '’‘ʼ‛′´`‐‑‒–—−øØđĐłŁı',
            '''''''''''''''------ooddlli'), 'Œ', 'œ'), 'Æ', 'æ'), NFKD),
        '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]', '', 'g')),
        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')
$$;
grant execute on function folded(text) to fataplus_app, fataplus_platform;

-- The directory: people's lists find their projects here, without reading any other row of a tenant. A copy, which
-- `list_project` writes in the transaction that changes what it says. It only finds: what the person may do there, and
-- all else that a list shows, is read in the project's own scope.
create table listings (
    project_id   text collate "C" not null references projects (project_id),
    -- A member, an agency it is shared with, or the zero UUID for the platform's admins, who have all projects.
    holder_id    uuid not null,
    title        text not null,
    organisation text not null,
    status       text not null,
    archived     boolean not null,
    -- Title, ID and organisation, as a search compares them.
    words        text not null,
    -- Of the agency's share; null for others.
    level        text,
    expires_at   timestamptz,
    created_at   timestamptz not null,
    primary key (project_id, holder_id)
);
create index listings_holder on listings (holder_id, archived, created_at desc, project_id desc);
select tenancy.enrol('listings', app := 'select, insert, update, delete');
grant select on listings to fataplus_platform;
create policy held on listings for select to fataplus_platform using (
    holder_id = any (string_to_array(current_setting('app.holders', true), ',')::uuid[])
    and (expires_at is null or expires_at > now()));

-- Shows a platform transaction the listings of a person: their own, those of their agencies, and all for an
-- admin.
create function hold_listings(person uuid) returns void language sql volatile
begin atomic
    select set_config('app.holders', concat_ws(',', person,
        (select string_agg(agency_id::text, ',') from partner_agents where user_id = person),
        (select '00000000-0000-0000-0000-000000000000' from users
         where id = person and platform_role = 'admin' and disabled_at is null)), true);
end;
grant execute on function hold_listings(uuid) to fataplus_platform;

-- Listings that projects must have.
create view listings_due with (security_invoker = true) as
    select p.project_id, h.holder_id, p.title, p.organisation, p.status, p.workspace = 'archived' as archived,
           folded(concat_ws(' ', p.title, p.project_id, p.organisation)) as words, h.level, h.expires_at, p.created_at
    from projects p
    join (
        select project_id, user_id as holder_id, null as level, null::timestamptz as expires_at from members
        where removed_at is null
        union all
        select project_id, agency_id, level, expires_at from partner_shares
        union all
        select project_id, '00000000-0000-0000-0000-000000000000', null, null from projects where not synthetic) h
    on h.project_id = p.project_id
    where p.workspace <> 'erased';
grant select on listings_due to fataplus_app;

-- Writes a project's listings, as the last statement of a transaction. One transaction at a time: each reads what the one
-- before it has committed. Nothing that the lock's holder needs is held by one that waits for it.
create function list_project(project text) returns void language plpgsql as $$
declare
    due record;
    holders uuid[] := '{}';
begin
    perform pg_advisory_xact_lock(hashtext('listings'), hashtext(project));
    for due in select * from listings_due where project_id = project loop
        insert into listings values (due.project_id, due.holder_id, due.title, due.organisation, due.status, due.archived,
                                     due.words, due.level, due.expires_at, due.created_at)
        on conflict (project_id, holder_id) do update
            set (title, organisation, status, archived, words, level, expires_at) =
                (excluded.title, excluded.organisation, excluded.status, excluded.archived, excluded.words,
                 excluded.level, excluded.expires_at)
            where listings is distinct from excluded;
        holders := holders || due.holder_id;
    end loop;
    delete from listings l where l.project_id = project and l.holder_id <> all (holders);
end
$$;
grant execute on function list_project(text) to fataplus_app;

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
select tenancy.enrol('project_rules',
                     judged := 'project_id, ip_allow, session_minutes, client_mfa');

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
select tenancy.enrol('activity', app := 'select, insert, delete');

-- Only the limit of rows deletes from that record, in `count_rows`.
create policy kept on activity as restrictive for delete to fataplus_app
    using (current_setting('app.trims', true) = 'on');
