-- The wish to stay logged in goes along with a mailed log-in, for the browser that asked.
alter table mail_logins add column stays boolean not null default false;
