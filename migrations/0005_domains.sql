-- Clients' own domains. A project claims names (`domains`, a tenant table); control of the DNS decides which project a
-- name leads to, and `served_domains`, a platform table, records it. Two projects may claim the same name and learn
-- nothing of each other; a name is served for one of them at most.

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
    -- Since when it has been served; null again when it was lost. Whether it is served now: served_domains.
    verified_at timestamptz,
    primary key (project_id, id)
);
create unique index domains_name on domains (project_id, name);
alter table domains enable row level security;
alter table domains force row level security;
create policy tenant on domains to fataplus_app
    using (project_id = (select nullif(current_setting('app.project_id', true), '')))
    with check (project_id = (select nullif(current_setting('app.project_id', true), '')));
grant select, insert, update, delete on domains to fataplus_app;
create trigger announce after insert or update or delete on domains
    for each statement execute function announce_project();

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
    using (project_id = (select nullif(current_setting('app.project_id', true), '')));

-- Every replica holds the table of served names in memory: it is told to read it again.
create function tell_of_domains() returns trigger language plpgsql as $$
begin
    perform pg_notify('fataplus', 'domains');
    return null;
end
$$;
create trigger told after insert or delete or update of name, project_id on served_domains
    for each statement execute function tell_of_domains();
