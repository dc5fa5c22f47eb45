-- The work of a project: plan, requests for files, documents and decisions, messages; and the rule whose turn it is.

create table milestones (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    title      text not null check (char_length(title) between 1 and 200),
    position   int not null,
    weight     int not null default 1 check (weight between 1 and 100),
    due_on     date,
    done_at    timestamptz,
    created_at timestamptz not null,
    primary key (project_id, id)
);
select tenancy.enrol('milestones', app := 'select, insert, update, delete');

create table tasks (
    project_id   text collate "C" not null references projects (project_id),
    id           uuid not null,
    milestone_id uuid,
    title        text not null check (char_length(title) between 1 and 200),
    details      text not null default '' check (char_length(details) <= 5000),
    visibility   text not null default 'internal' check (visibility in ('internal', 'client', 'partner', 'shared')),
    -- The side that has to act while the task is open.
    side         text not null default 'agency' check (side in ('client', 'agency')),
    assignee_id  uuid references users (id),
    due_on       date,
    done_at      timestamptz,
    done_by      uuid references users (id),
    created_by   uuid references users (id),
    created_at   timestamptz not null,
    primary key (project_id, id),
    foreign key (project_id, milestone_id) references milestones (project_id, id)
);
-- What is open is looked for with each read of the project.
create index tasks_open on tasks (project_id) where done_at is null;
select tenancy.enrol('tasks', app := 'select, insert, update, delete');

create table file_requests (
    project_id   text collate "C" not null references projects (project_id),
    id           uuid not null,
    title        text not null check (char_length(title) between 1 and 200),
    instructions text not null default '' check (char_length(instructions) <= 5000),
    due_on       date,
    -- open: the client's turn; received: the agency's; sending back opens it again with a note.
    state        text not null default 'open' check (state in ('open', 'received', 'accepted')),
    return_note  text not null default '' check (char_length(return_note) <= 2000),
    -- Last mail to the agency about received files.
    told_at      timestamptz,
    created_by   uuid references users (id),
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    primary key (project_id, id)
);
select tenancy.enrol('file_requests');

create table documents (
    project_id      text collate "C" not null references projects (project_id),
    id              uuid not null,
    kind            text not null check (kind in ('prd', 'tdr', 'specification', 'contract', 'proposal',
                                                  'deliverable', 'invoice', 'asset', 'other')),
    name            text not null check (char_length(name) between 1 and 150),
    visibility      text not null check (visibility in ('internal', 'client', 'partner', 'shared')),
    current_version int not null check (current_version > 0),
    file_request_id uuid,
    created_by      uuid not null references users (id),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    deleted_at      timestamptz,
    primary key (project_id, id),
    foreign key (project_id, file_request_id) references file_requests (project_id, id)
);
-- Deliverables are looked at with each read of the project: they may wait for somebody.
create index documents_deliverables on documents (project_id) where kind = 'deliverable' and deleted_at is null;
select tenancy.enrol('documents');

create table document_versions (
    project_id   text collate "C" not null references projects (project_id),
    document_id  uuid not null,
    version      int not null check (version > 0),
    name         text not null,
    size         bigint not null check (size >= 0),
    content_type text not null,
    sha256       bytea,
    uploaded_by  uuid not null references users (id),
    created_at   timestamptz not null,
    primary key (project_id, document_id, version),
    foreign key (project_id, document_id) references documents (project_id, id)
);
-- The versions of deleted documents go, once their files are gone.
select tenancy.enrol('document_versions', app := 'select, insert, delete');

-- A presigned PUT in flight. Its object lies in quarantine until the upload completes.
create table uploads (
    project_id      text collate "C" not null references projects (project_id),
    id              uuid not null,
    name            text not null,
    size            bigint not null check (size >= 0),
    content_type    text not null,
    sha256          bytea,
    kind            text not null,
    visibility      text not null check (visibility in ('internal', 'client', 'partner', 'shared')),
    -- The document this becomes a version of; null makes a new one.
    document_id     uuid,
    file_request_id uuid,
    created_by      uuid not null references users (id),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    -- Settled before the bytes are copied to their place: which bytes, and the version number that is this upload's
    -- alone. No other copy ever goes to that place, so a version never changes.
    etag            text,
    version         int check (version > 0),
    -- The document it became.
    completed_as    uuid,
    primary key (project_id, id),
    foreign key (project_id, document_id) references documents (project_id, id),
    foreign key (project_id, completed_as) references documents (project_id, id),
    foreign key (project_id, file_request_id) references file_requests (project_id, id)
);
create unique index uploads_version on uploads (project_id, document_id, version);
create index uploads_open on uploads (project_id, expires_at) where completed_as is null;
-- Abandoned uploads are deleted once they can no longer complete; those under way are counted at each announcement.
select tenancy.enrol('uploads', app := 'select, insert, update, delete');

create table approvals (
    project_id  text collate "C" not null references projects (project_id),
    id          uuid not null,
    document_id uuid not null,
    version     int not null,
    decision    text not null check (decision in ('approved', 'changes_requested')),
    comment     text not null default '' check (char_length(comment) <= 5000),
    decided_by  uuid not null references users (id),
    decided_at  timestamptz not null,
    primary key (project_id, id),
    foreign key (project_id, document_id, version) references document_versions (project_id, document_id, version)
);
create unique index approvals_one_per_version on approvals (project_id, document_id, version);
select tenancy.enrol('approvals', app := 'select, insert');

create table threads (
    project_id     text collate "C" not null references projects (project_id),
    id             uuid not null,
    -- The audiences of documents. client: agency and client; partner: agency and partners from level edit; shared: all
    -- of these; internal: the agency.
    kind           text not null check (kind in ('internal', 'client', 'partner', 'shared')),
    title          text not null check (char_length(title) between 1 and 200),
    -- A client wrote last and has no answer yet.
    awaits_answer  boolean not null default false,
    created_at     timestamptz not null,
    primary key (project_id, id)
);
select tenancy.enrol('threads');

create table messages (
    project_id text collate "C" not null references projects (project_id),
    id         uuid not null,
    thread_id  uuid not null,
    author_id  uuid not null references users (id),
    body       text not null check (char_length(body) between 1 and 10000),
    created_at timestamptz not null,
    primary key (project_id, id),
    foreign key (project_id, thread_id) references threads (project_id, id)
);
create index messages_thread on messages (project_id, thread_id, id);
select tenancy.enrol('messages', app := 'select, insert');

create table thread_reads (
    project_id text collate "C" not null references projects (project_id),
    thread_id  uuid not null,
    user_id    uuid not null references users (id),
    read_at    timestamptz,
    -- Newest message the reader was mailed of, whether or not they ever read the thread.
    mailed_at  timestamptz check (mailed_at is not null or read_at is not null),
    primary key (project_id, thread_id, user_id),
    foreign key (project_id, thread_id) references threads (project_id, id)
);
select tenancy.enrol('thread_reads');

-- Everything a project waits for: side, kind, row, due date. The policies of the reader apply, and the planner inlines
-- it into the calling statement. It reads what is open in one project.
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
grant execute on function waiting(text, date) to fataplus_app;
