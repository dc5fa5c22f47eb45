-- Rows of each kind (messages, tasks, uploads …) that a project may have, so that nobody fills the database with one
-- small request after another.
alter table plans add column rows int check (rows > 0);
-- The owner is bound by the policies too, so they are lifted for the change.
alter table plans no force row level security;
update plans set rows = case name when 'small' then 20000 when 'large' then 500000 else 100000 end;
alter table plans force row level security;
alter table plans alter column rows set not null;
alter table allowances add column rows int check (rows > 0);

-- Counts what the project has of the table, as far as its figure goes: a look at the primary key's index alone.
create function keep_within_rows() returns trigger language plpgsql as $$
declare
    project text := nullif(current_setting('app.project_id', true), '');
    most int;
    found bigint;
begin
    if project is null then
        return null;
    end if;
    select coalesce(a.rows, p.rows) into most
    from plans p left join allowances a on a.project_id = project
    where p.name = coalesce((select plan from allowances where project_id = project), 'standard');
    execute format('select count(*) from (select from %I where project_id = $1 limit $2) counted', tg_table_name)
        into found using project, most + 1;
    if found > most then
        raise exception '% rows of %', most, tg_table_name using errcode = 'FP001';
    end if;
    return null;
end
$$;

-- Rows that people make. The record of their actions (activity, thread_reads) is never refused.
do $$
declare tenant_table text;
begin
    foreach tenant_table in array array[
        'milestones', 'tasks', 'file_requests', 'documents', 'document_versions', 'uploads', 'approvals', 'threads',
        'messages', 'invitations', 'partner_shares', 'domains', 'api_keys'
    ] loop
        execute format('create trigger within_rows after insert on %I
                        for each statement execute function keep_within_rows()', tenant_table);
    end loop;
end
$$;

-- Abandoned uploads are deleted once they can no longer complete; those under way are counted at each announcement.
grant delete on uploads to fataplus_app;
create index uploads_open on uploads (project_id, expires_at) where completed_as is null;
