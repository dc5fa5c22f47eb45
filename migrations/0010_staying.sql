-- Staying logged in is offered at a new client's first log-in and by identity providers, too.
alter table submissions add column entry_stays boolean not null default false;
alter table sign_in_flows add column stays boolean not null default false;
