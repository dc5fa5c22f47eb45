-- Level of storage, in percent, that the managers were told of by mail, and when.
alter table project_settings add column storage_told smallint not null default 0 check (storage_told between 0 and 100);
alter table project_settings add column storage_told_at timestamptz;
