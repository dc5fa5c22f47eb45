-- Session signing keys, and credentials of programs: personal tokens and project keys.

-- Signing keys in sequence. The private half is sealed under the master key, so that the row alone signs nothing.
create table signing_keys (
    kid        text collate "C" primary key check (kid ~ '^[0-9a-f]{12}$'),
    sealed     bytea not null,
    created_at timestamptz not null,
    -- It signs from here on, once every replica has had the time to learn it …
    signs_from timestamptz not null,
    -- … and what it signed is taken until here; null while no other has taken its place.
    retires_at timestamptz
);
grant select, insert, update on signing_keys to fataplus_platform;

-- Every replica holds the keys in memory: it is told to read them again.
create function tell_of_keys() returns trigger language plpgsql as $$
begin
    perform pg_notify('fataplus', 'keys');
    return null;
end
$$;
create trigger told after insert or update or delete on signing_keys
    for each statement execute function tell_of_keys();

-- Personal tokens for programs: they act as their person does, within their scopes.
create table personal_tokens (
    id           uuid primary key,
    user_id      uuid not null references users (id),
    -- SHA-256 of the text, which was shown once.
    token_hash   bytea not null,
    name         text not null check (char_length(name) between 1 and 100),
    scopes       text[] not null check (cardinality(scopes) > 0),
    created_at   timestamptz not null,
    expires_at   timestamptz not null check (expires_at <= created_at + interval '366 days'),
    -- Noted at most once a minute.
    last_used_at timestamptz,
    revoked_at   timestamptz,
    constraint personal_tokens_hash_key unique (token_hash)
);
create index personal_tokens_user on personal_tokens (user_id);
grant select, insert, update on personal_tokens to fataplus_platform;
-- Not for last_used_at, which moves all the time.
create trigger announce after insert or update of scopes, expires_at, revoked_at on personal_tokens
    for each row execute function announce_person();

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
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy tenant on api_keys to fataplus_app
    using (project_id = (select nullif(current_setting('app.project_id', true), '')))
    with check (project_id = (select nullif(current_setting('app.project_id', true), '')));
grant select, insert, update on api_keys to fataplus_app;
create trigger announce after insert or delete or update of scopes, networks, expires_at, revoked_at on api_keys
    for each statement execute function announce_project();

-- Key of the program that acted; the maker of the key is the actor.
alter table activity add column key_id uuid,
    add constraint activity_key foreign key (project_id, key_id) references api_keys (project_id, id);
