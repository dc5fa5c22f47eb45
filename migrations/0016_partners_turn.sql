-- Open items of a project. A partner's message awaits the agency's answer like the client's.
create or replace function waiting(project text, today date)
returns table (side text, kind text, subject uuid, due_on date) language sql stable as $$
    -- Received files are never late.
    select case f.state when 'open' then 'client' else 'agency' end,
           case f.state when 'open' then 'send_files' else 'check_files' end,
           f.id, case f.state when 'open' then f.due_on end
    from file_requests f where f.project_id = project and f.state in ('open', 'received')
    union all
    -- Corrections that were asked for are the agency's to make, also while the client does not see the document.
    select case when a.decision is null then 'client' else 'agency' end,
           case when a.decision is null then 'decide' else 'correct' end, d.id, null::date
    from documents d
    left join approvals a on a.project_id = d.project_id and a.document_id = d.id and a.version = d.current_version
    where d.project_id = project and d.kind = 'deliverable' and d.deleted_at is null
      and case when a.decision is null then d.visibility in ('client', 'shared') else a.decision <> 'approved' end
    union all
    select 'agency', 'answer', t.id, null::date
    from threads t where t.project_id = project and t.awaits_answer
    union all
    -- The client's open tasks, and those of the agency whose day has come.
    select t.side, 'task', t.id, t.due_on
    from tasks t
    where t.project_id = project and t.done_at is null
      and case t.side when 'client' then t.visibility in ('client', 'shared') else t.due_on <= today end
$$;

-- Open items of a person of a partner agency: their tasks, and corrections of what they brought.
create function entrusted(project text, person uuid)
returns table (kind text, subject uuid, due_on date) language sql stable as $$
    select 'task', t.id, t.due_on
    from tasks t
    where t.project_id = project and t.assignee_id = person and t.done_at is null
      and t.visibility in ('partner', 'shared')
    union all
    select 'correct', d.id, null::date
    from documents d
    join approvals a on a.project_id = d.project_id and a.document_id = d.id and a.version = d.current_version
    where d.project_id = project and d.created_by = person and d.kind = 'deliverable' and d.deleted_at is null
      and d.visibility in ('partner', 'shared') and a.decision <> 'approved'
$$;
grant execute on function entrusted(text, uuid) to fataplus_app;
