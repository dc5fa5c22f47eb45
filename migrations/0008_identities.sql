-- Log-ins that others vouch for (OpenID Connect, Cloudflare Access). Who somebody is there is the pair of issuer and
-- subject; an address is told and shown, and identifies nobody.

create table identities (
    issuer       text collate "C" not null check (char_length(issuer) between 1 and 500),
    subject      text collate "C" not null check (char_length(subject) between 1 and 255),
    user_id      uuid not null references users (id),
    -- As the issuer told it last; empty when it did not.
    email        text not null default '' check (char_length(email) <= 254),
    linked_at    timestamptz not null,
    last_used_at timestamptz,
    primary key (issuer, subject)
);
create index identities_user on identities (user_id);
-- Whose it is never changes: it is taken away and linked anew.
grant select, insert, delete, update (email, last_used_at) on identities to fataplus_platform;

-- A way to an issuer and back, by one browser. Once the issuer has vouched for somebody who is not linked yet, the row
-- holds who that is, until the person it may become agrees.
create table sign_in_flows (
    id           uuid primary key,
    -- SHA-256 of the state parameter, which comes back in the address.
    state_hash   bytea not null,
    issuer       text collate "C" not null,
    -- The PKCE verifier and the nonce, sealed; empty where the way was not ours to begin.
    sealed       bytea not null,
    -- SHA-256 of the visitor's pre-session: a state that was seen is useless elsewhere.
    binding_hash bytea not null,
    -- Who may link what comes back: who asked to, or whom the address that was told belongs to. Null when logging in.
    user_id      uuid references users (id),
    next         text not null check (char_length(next) <= 2000),
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    -- The answer came: of any number at the same time one counts.
    used_at      timestamptz,
    subject      text collate "C",
    email        text not null default '',
    linked_at    timestamptz,
    constraint sign_in_flows_state_key unique (state_hash)
);
create index sign_in_flows_expiry on sign_in_flows (expires_at);
create index sign_in_flows_binding on sign_in_flows (binding_hash);
-- Those whose time is over are deleted by whoever begins the next.
grant select, insert, update, delete on sign_in_flows to fataplus_platform;
