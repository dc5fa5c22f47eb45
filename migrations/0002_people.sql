-- People, their sessions, and what proves who they are. All of it belongs to the platform: people, not projects, have
-- accounts. The login role fataplus_platform alone reaches these tables: fataplus_app, the service inside one project,
-- knows people by their IDs. Nothing is granted by default; every grant stands beside its table.

create table users (
    id               uuid primary key,
    email            text not null check (email = lower(email) and char_length(email) between 3 and 254),
    name             text not null check (char_length(name) between 1 and 200),
    phone            text not null default '' check (char_length(phone) <= 40),
    password_hash    text,
    language         text not null default 'fr' check (language in ('en', 'fr', 'mg')),
    platform_role    text not null default 'none' check (platform_role in ('none', 'staff', 'admin')),
    -- Topics without mail.
    muted            text[] not null default '{}'
                     check (muted <@ array['messages', 'documents', 'approvals', 'file_requests', 'status']),
    -- Moves whenever the person's credentials change, by the statement that changes address, password or whether the
    -- account is disabled. Flows begun before (a link or code in a mail, a log-in between its
    -- two proofs, a linked account that waits for consent) carry the number at their start, and open nothing under
    -- another.
    credential_epoch int not null default 0,
    created_at       timestamptz not null default now(),
    disabled_at      timestamptz,
    constraint users_email_key unique (email)
);
grant select, insert, update on users to fataplus_platform;

create table sessions (
    id                    uuid primary key,
    -- The log-in this session descends from: logging out anywhere ends the whole family.
    root_id               uuid not null references sessions (id),
    user_id               uuid not null references users (id),
    -- 'app', 'api' or a project ID: a session is good for one host only.
    audience              text not null,
    -- SHA-256 of the secret that renews the short JWT; null for API sessions, which have refresh tokens.
    renewal_hash          bytea,
    -- Where it was last seen. Shown to the session's own person, and to nobody else.
    user_agent            text not null default '',
    address               text check (char_length(address) <= 45),
    -- When a second factor (or what counts as one) was last shown for it; null: never.
    strong_at             timestamptz,
    -- Last proof of identity; dangerous actions need a recent one.
    proven_at             timestamptz,
    -- Until when a session on a tenant host is shown what the client sees, and changes nothing.
    views_as_client_until timestamptz,
    created_at            timestamptz not null,
    last_seen_at          timestamptz not null,
    expires_at            timestamptz not null,
    ended_at              timestamptz
);
create index sessions_root on sessions (root_id);
-- With the audience, for the last visit to each project of a list.
create index sessions_user on sessions (user_id, audience);
create unique index sessions_renewal on sessions (renewal_hash);
grant select, insert, update on sessions to fataplus_platform;

create table refresh_tokens (
    token_hash bytea primary key,
    session_id uuid not null references sessions (id),
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index refresh_tokens_expiry on refresh_tokens (expires_at);
grant select, insert, update, delete on refresh_tokens to fataplus_platform;

-- One-time codes that carry a log-in from the app host to one tenant host (60 s, single use).
create table handoffs (
    code_hash    bytea primary key,
    root_id      uuid not null references sessions (id),
    -- The session that carries it: the new one inherits its proofs.
    session_id   uuid references sessions (id),
    user_id      uuid not null references users (id),
    project_id   text collate "C" not null,
    -- SHA-256 of the visitor's pre-session on the tenant host: a stolen code is useless elsewhere.
    binding_hash bytea not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index handoffs_expiry on handoffs (expires_at);
grant select, insert, update, delete on handoffs to fataplus_platform;

-- Links in mail that let a person set a password.
create table password_tokens (
    token_hash bytea primary key,
    user_id    uuid not null references users (id),
    epoch      int not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_tokens_expiry on password_tokens (expires_at);
grant select, insert, update, delete on password_tokens to fataplus_platform;

-- A new address, until its owner proves that they read its mail.
create table email_changes (
    token_hash bytea primary key,
    user_id    uuid not null references users (id),
    email      text not null check (email = lower(email) and char_length(email) between 3 and 254),
    epoch      int not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index email_changes_user on email_changes (user_id);
create index email_changes_expiry on email_changes (expires_at);
grant select, insert, update, delete on email_changes to fataplus_platform;

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
    epoch        int not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index pending_logins_expiry on pending_logins (expires_at);
grant select, insert, update, delete on pending_logins to fataplus_platform;

-- Log-in by mail: a link and a typed code. An unknown address makes a row as well, without a person and an epoch.
create table mail_logins (
    id           uuid primary key,
    user_id      uuid references users (id),
    token_hash   bytea not null,
    code_hash    bytea not null,
    -- The browser that asked: the code is good there alone.
    visitor_hash bytea not null,
    next         text not null,
    wrong_codes  int not null default 0,
    epoch        int,
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

-- Accounts at issuers of federated log-ins (OpenID Connect, Cloudflare Access). Issuer and subject together identify a
-- person there; the address is stored and shown, and identifies nobody.
create table identities (
    issuer       text collate "C" not null check (char_length(issuer) between 1 and 500),
    subject      text collate "C" not null check (char_length(subject) between 1 and 255),
    user_id      uuid not null references users (id),
    -- Last address stated by the issuer; empty without one.
    email        text not null default '' check (char_length(email) <= 254),
    linked_at    timestamptz not null,
    last_used_at timestamptz,
    primary key (issuer, subject)
);
create index identities_user on identities (user_id);
-- The owner of a link never changes: the link is removed and made anew.
grant select, insert, delete, update (email, last_used_at) on identities to fataplus_platform;

-- An authorization request of one browser. Once the issuer has vouched for an identity that is not linked yet, the row
-- holds that identity until the owner of the account agrees.
create table sign_in_flows (
    id           uuid primary key,
    -- SHA-256 of the state parameter, which comes back in the address.
    state_hash   bytea not null,
    issuer       text collate "C" not null,
    -- The PKCE verifier and the nonce, sealed; empty if the issuer began the log-in.
    sealed       bytea not null,
    -- SHA-256 of the visitor's pre-session: a stolen state is useless elsewhere.
    binding_hash bytea not null,
    -- Person who may link the identity: the one who asked to, or the owner of the stated address. Null for a log-in.
    user_id      uuid references users (id),
    epoch        int,
    next         text not null check (char_length(next) <= 2000),
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    -- Time of the answer: of several at once one counts.
    used_at      timestamptz,
    subject      text collate "C",
    email        text not null default '',
    linked_at    timestamptz,
    constraint sign_in_flows_state_key unique (state_hash)
);
create index sign_in_flows_expiry on sign_in_flows (expires_at);
create index sign_in_flows_binding on sign_in_flows (binding_hash);
-- Expired rows are deleted when the next one begins.
grant select, insert, update, delete on sign_in_flows to fataplus_platform;

-- Keys that sign sessions, in sequence. The private half is sealed under the master key, so that the row alone signs
-- nothing.
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

-- Personal tokens for programs: they act as their person does, within their scopes.
create table personal_tokens (
    id           uuid primary key,
    user_id      uuid not null references users (id),
    -- SHA-256 of the text, which was shown once.
    token_hash   bytea not null,
    name         text not null check (char_length(name) between 1 and 100),
    scopes       text[] not null check (cardinality(scopes) > 0),
    -- When a second factor was shown for the session that made it: rules for sessions apply to it too.
    strong_at    timestamptz,
    created_at   timestamptz not null,
    expires_at   timestamptz not null check (expires_at <= created_at + interval '366 days'),
    -- Noted at most once a minute.
    last_used_at timestamptz,
    revoked_at   timestamptz,
    constraint personal_tokens_hash_key unique (token_hash)
);
create index personal_tokens_user on personal_tokens (user_id);
grant select, insert, update on personal_tokens to fataplus_platform;
