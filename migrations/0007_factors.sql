-- Second factors, the proofs of a session, and log-ins without a password. All of it belongs to the platform: people,
-- not projects, have factors.

alter table sessions
    -- When a second factor (or what counts as one) was last shown for it; null: never.
    add column strong_at timestamptz,
    -- Last proof of identity; dangerous actions need a recent one.
    add column proven_at timestamptz;
-- A log-in carried to a tenant host inherits the proofs of the session that carries it.
alter table handoffs add column session_id uuid references sessions (id);

-- Codes of an app (RFC 6238). Sealed: the service must read the secret again.
create table totp_secrets (
    user_id      uuid primary key references users (id),
    secret       bytea not null,
    -- The last 30 seconds whose code was used: none is good twice.
    last_step    bigint not null default 0,
    created_at   timestamptz not null,
    -- Null until a first code showed that the app has it.
    confirmed_at timestamptz
);
grant select, insert, update, delete on totp_secrets to fataplus_platform;

-- For the day the app or key is lost. SHA-256 of codes of 128 bits.
create table recovery_codes (
    user_id    uuid not null references users (id),
    code_hash  bytea not null,
    created_at timestamptz not null,
    used_at    timestamptz,
    primary key (user_id, code_hash)
);
grant select, insert, update, delete on recovery_codes to fataplus_platform;

-- WebAuthn credentials: public keys and counters, nothing secret.
create table passkeys (
    id            uuid primary key,
    user_id       uuid not null references users (id),
    name          text not null check (char_length(name) between 1 and 100),
    credential_id bytea not null,
    credential    jsonb not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz,
    constraint passkeys_credential_key unique (credential_id)
);
create index passkeys_user on passkeys (user_id);
grant select, insert, update, delete on passkeys to fataplus_platform;

-- A ceremony with a passkey under way; one for each browser, gone with its end.
create table passkey_ceremonies (
    visitor_hash bytea primary key,
    -- The session it belongs to; null on the way in.
    session_id   uuid references sessions (id),
    state        jsonb not null,
    expires_at   timestamptz not null
);
create index passkey_ceremonies_expiry on passkey_ceremonies (expires_at);
grant select, insert, update, delete on passkey_ceremonies to fataplus_platform;

-- A log-in with a first proof that waits for the second factor.
create table pending_logins (
    secret_hash  bytea primary key,
    user_id      uuid not null references users (id),
    visitor_hash bytea not null,
    next         text not null,
    wrong_codes  int not null default 0,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index pending_logins_expiry on pending_logins (expires_at);
grant select, insert, update, delete on pending_logins to fataplus_platform;

-- Log-in by mail: a link and a typed code. An unknown address makes a row as well, without a person.
create table mail_logins (
    id           uuid primary key,
    user_id      uuid references users (id),
    token_hash   bytea not null,
    code_hash    bytea not null,
    -- The browser that asked: the code is good there alone.
    visitor_hash bytea not null,
    next         text not null,
    wrong_codes  int not null default 0,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    constraint mail_logins_token_key unique (token_hash)
);
create index mail_logins_visitor on mail_logins (visitor_hash);
create index mail_logins_user on mail_logins (user_id);
create index mail_logins_expiry on mail_logins (expires_at);
grant select, insert, update, delete on mail_logins to fataplus_platform;

-- Failed proofs of identity, by a keyed hash of the account: the next try waits.
create table failures (
    account    bytea primary key,
    count      int not null,
    failed_at  timestamptz not null,
    wait_until timestamptz not null
);
create index failures_failed on failures (failed_at);
grant select, insert, update, delete on failures to fataplus_platform;
