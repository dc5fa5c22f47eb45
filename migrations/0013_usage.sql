-- Use of each project. The platform's side writes counts of all projects at once; a tenant reads its own.
create table usage_hours (
    project_id text collate "C" not null references project_ids (project_id),
    -- Beginning of the hour.
    hour       timestamptz not null,
    meter      text not null check (meter in
        ('api_calls', 'page_views', 'document_views', 'downloads', 'messages', 'storage_bytes')),
    amount     bigint not null check (amount >= 0),
    primary key (project_id, hour, meter)
);
create index usage_hours_expiry on usage_hours (hour);

-- The same by days of the installation's time zone, kept for longer.
create table usage_days (
    project_id text collate "C" not null references project_ids (project_id),
    day        date not null,
    meter      text not null check (meter in
        ('api_calls', 'page_views', 'document_views', 'downloads', 'messages', 'storage_bytes')),
    amount     bigint not null check (amount >= 0),
    primary key (project_id, day, meter)
);
create index usage_days_expiry on usage_days (day);

-- People who used a project on a day.
create table usage_people (
    project_id text collate "C" not null references project_ids (project_id),
    day        date not null,
    user_id    uuid not null references users (id),
    primary key (project_id, day, user_id)
);
create index usage_people_expiry on usage_people (day);

-- How often a document was looked at and downloaded on a day.
create table usage_documents (
    project_id  text collate "C" not null references project_ids (project_id),
    day         date not null,
    document_id uuid not null,
    views       bigint not null,
    downloads   bigint not null,
    primary key (project_id, day, document_id)
);
create index usage_documents_expiry on usage_documents (day);

do $$
declare
    counted regclass;
begin
    foreach counted in array array['usage_hours', 'usage_days', 'usage_people', 'usage_documents']::regclass[] loop
        execute format('grant select, insert, update, delete on %s to fataplus_platform', counted);
        execute format('grant select on %s to fataplus_app', counted);
        execute format('alter table %s enable row level security', counted);
        execute format('alter table %s force row level security', counted);
        execute format('create policy platform on %s to fataplus_platform using (true) with check (true)', counted);
        execute format(
            'create policy own on %s for select to fataplus_app
                using (project_id = nullif(current_setting(''app.project_id'', true), ''''))', counted);
    end loop;
end
$$;
revoke update on usage_people from fataplus_platform;
