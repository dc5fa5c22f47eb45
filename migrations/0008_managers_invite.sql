-- Whether the project's managers invite colleagues as managers and share the project with partners up to `edit`.
alter table project_rules add column managers_invite boolean not null default false;
grant select (managers_invite) on project_rules to fataplus_platform;
