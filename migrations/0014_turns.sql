-- Turn rule, shared by the API, the home of a project and the lists of projects; the person who completed a task; the
-- versions of deleted documents.

-- A client wrote last and has no answer yet. It stands here because the lists of projects do not read messages.
alter table threads add awaits_answer boolean not null default false;
grant update on threads to fataplus_app;

alter table tasks add done_by uuid references users (id);

-- Columns of the rule that people's lists could not read before; titles and texts are not among them.
grant select (id, due_on) on tasks to fataplus_platform;
grant select (decision) on approvals to fataplus_platform;
grant select (project_id, id, kind, awaits_answer) on threads to fataplus_platform;
create policy mine on threads for select to fataplus_platform using (
    project_id = any (array (
        select m.project_id from members m
        where m.removed_at is null
          and m.user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
        union
        select s.project_id from partner_shares s join partner_agents a using (agency_id)
        where a.user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
          and (s.expires_at is null or s.expires_at > now())))
    or (select exists (select from users where id = nullif(current_setting('app.user_id', true), '')::uuid
                       and platform_role = 'admin' and disabled_at is null)));
create policy unlisted on threads as restrictive for select to fataplus_platform using (
    project_id <> all (array (
        select project_id from synthetic_tenants
        where (select nullif(current_setting('app.user_id', true), '')::uuid)
              <> all (array (select user_id from synthetic_tenants)))));

-- Everything a project waits for: side, kind, row, due date. The policies of the reader apply, and the planner inlines
-- it into the calling statement. It scans the rows of one project.
create function waiting(project text, today date)
returns table (side text, kind text, subject uuid, due_on date) language sql stable as $$
    -- Received files are never late.
    select case f.state when 'open' then 'client' else 'agency' end,
           case f.state when 'open' then 'send_files' else 'check_files' end,
           f.id, case f.state when 'open' then f.due_on end
    from file_requests f where f.project_id = project and f.state in ('open', 'received')
    union all
    select case when a.decision is null then 'client' else 'agency' end,
           case when a.decision is null then 'decide' else 'correct' end, d.id, null::date
    from documents d
    left join approvals a on a.project_id = d.project_id and a.document_id = d.id and a.version = d.current_version
    where d.project_id = project and d.kind = 'deliverable' and d.visibility in ('client', 'shared')
      and d.deleted_at is null and a.decision is distinct from 'approved'
    union all
    select 'agency', 'answer', t.id, null::date
    from threads t where t.project_id = project and t.kind in ('client', 'shared') and t.awaits_answer
    union all
    -- The client's open tasks, and those of the agency whose day has come.
    select t.side, 'task', t.id, t.due_on
    from tasks t
    where t.project_id = project and t.done_at is null
      and case t.side when 'client' then t.visibility in ('client', 'shared') else t.due_on <= today end
$$;
grant execute on function waiting(text, date) to fataplus_app, fataplus_platform;

-- The versions of deleted documents go, once their files are gone.
grant delete on document_versions to fataplus_app;
