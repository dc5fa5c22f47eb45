-- Federated log-ins (OpenID Connect, Cloudflare Access). Issuer and subject together identify a person there; the
-- address is stored and shown, and identifies nobody.

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
