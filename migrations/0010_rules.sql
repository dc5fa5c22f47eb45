-- Where a session was last seen: the visitor's address. Shown to the session's own person, and to nobody else.
alter table sessions add column address text check (char_length(address) <= 45);

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
alter table project_rules enable row level security;
alter table project_rules force row level security;
create policy tenant on project_rules to fataplus_app
    using (project_id = (select nullif(current_setting('app.project_id', true), '')))
    with check (project_id = (select nullif(current_setting('app.project_id', true), '')));
grant select, insert, update on project_rules to fataplus_app;
create trigger announce after insert or update or delete on project_rules
    for each statement execute function announce_project();

-- Read together with session and role, as one person: the rules of their own projects, or of all for an admin.
grant select on project_rules to fataplus_platform;
create policy mine on project_rules for select to fataplus_platform using (
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
create policy unlisted on project_rules as restrictive for select to fataplus_platform using (
    project_id <> all (array (
        select project_id from synthetic_tenants
        where (select nullif(current_setting('app.user_id', true), '')::uuid)
              <> all (array (select user_id from synthetic_tenants)))));
