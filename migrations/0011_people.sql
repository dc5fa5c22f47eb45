-- People: mail preferences, changes of address, invitations that are sent again, partner agencies with admins of their
-- own, and the client's view for the agency's people.

alter table users
    add phone text not null default '' check (char_length(phone) <= 40),
    -- Topics without mail.
    add muted text[] not null default '{}'
        check (muted <@ array['messages', 'documents', 'approvals', 'file_requests', 'status']);
grant select (muted) on users to fataplus_app;

-- A new address, until its owner proves that they read its mail.
create table email_changes (
    token_hash bytea primary key,
    user_id    uuid not null references users (id),
    email      text not null check (email = lower(email) and char_length(email) between 3 and 254),
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index email_changes_user on email_changes (user_id);
grant select, insert, update on email_changes to fataplus_platform;

-- Times of the invitation's mails during the last day: their number is limited.
alter table invitations add sent_at timestamptz[] not null default '{}';
create index invitations_email on invitations (project_id, email);

-- Until when a session on a tenant host is shown what the client sees, and changes nothing.
alter table sessions add views_as_client_until timestamptz;
create trigger announce_view after update of views_as_client_until on sessions
    for each row execute function announce_person();

-- An agency's admin invites and removes its people. In projects they have the same rights as the others.
alter table partner_agents add admin boolean not null default false;
alter table partner_agents add joined_at timestamptz not null default now();
grant update (admin) on partner_agents to fataplus_platform;

-- Invitations into a partner agency. The platform's, as the agency is: no project is in them.
create table agency_invitations (
    id          uuid primary key,
    agency_id   uuid not null references partner_agencies (id),
    email       text not null check (email = lower(email)),
    name        text not null,
    admin       boolean not null default false,
    language    text not null check (language in ('en', 'fr', 'mg')),
    token_hash  bytea not null,
    invited_by  uuid references users (id),
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    sent_at     timestamptz[] not null default '{}',
    accepted_at timestamptz,
    revoked_at  timestamptz,
    constraint agency_invitations_token_key unique (token_hash)
);
create index agency_invitations_agency on agency_invitations (agency_id, email);
grant select, insert, update on agency_invitations to fataplus_platform;

-- Events since a person was last in a project are counted in the list: time, actor and audience, without content.
grant select (project_id, actor_id, visibility, created_at) on activity to fataplus_platform;
create index activity_created on activity (project_id, created_at);
create policy mine on activity for select to fataplus_platform using (
    project_id = any (array (
        select m.project_id from members m
        where m.removed_at is null
          and m.user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
        union
        select s.project_id from partner_shares s join partner_agents a using (agency_id)
        where a.user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
          and (s.expires_at is null or s.expires_at > now())))
    or (select exists (select from users where id = nullif(current_setting('app.user_id', true), '')::uuid
                       and platform_role = 'admin' and disabled_at is null)));
create policy unlisted on activity as restrictive for select to fataplus_platform using (
    project_id <> all (array (
        select project_id from synthetic_tenants
        where (select nullif(current_setting('app.user_id', true), '')::uuid)
              <> all (array (select user_id from synthetic_tenants)))));
