-- The browser that began a request enters the new project with the code it typed, once.
alter table submissions
    -- End of the time in which it may; null for everybody else, and afterwards.
    add column enter_by      timestamptz,
    -- SHA-256 of its visitor cookie: first of the public host's, then of the app host's.
    add column entry_visitor bytea,
    -- SHA-256 of the secret it brings to the app host.
    add column entry_hash    bytea;

-- Unread messages are counted on every page of a portal: only those after the reader's mark are looked at.
create index messages_unread on messages (project_id, thread_id, created_at);

-- An approval given by mistake is taken back within minutes; the activity keeps both.
grant delete on approvals to fataplus_app;

-- An author may change the last message of a thread for a while.
alter table messages add column edited_at timestamptz;
grant update (body, edited_at) on messages to fataplus_app;

-- People who are nothing but clients may stay logged in on a device: for 30 days from one use to the next, 60 in all.
alter table sessions add column stays boolean not null default false;
alter table pending_logins add column stays boolean not null default false;
-- Whether a listing is of somebody who works on the project. A log-in that stays ends like any other for them.
alter table listings add column works boolean not null default false;
create or replace view listings_due with (security_invoker = true) as
    select p.project_id, h.holder_id, p.title, p.organisation, p.status, p.workspace = 'archived' as archived,
           folded(concat_ws(' ', p.title, p.project_id, p.organisation)) as words, h.level, h.expires_at, p.created_at,
           h.works
    from projects p
    join (
        select project_id, user_id as holder_id, null as level, null::timestamptz as expires_at,
               role <> 'client' as works
        from members where removed_at is null
        union all
        select project_id, agency_id, level, expires_at, true from partner_shares
        union all
        select project_id, '00000000-0000-0000-0000-000000000000', null, null, true from projects where not synthetic) h
    on h.project_id = p.project_id
    where p.workspace <> 'erased';
create or replace function list_project(project text) returns void language plpgsql as $$
declare
    due record;
    holders uuid[] := '{}';
begin
    perform pg_advisory_xact_lock(hashtext('listings'), hashtext(project));
    for due in select * from listings_due where project_id = project loop
        insert into listings values (due.project_id, due.holder_id, due.title, due.organisation, due.status, due.archived,
                                     due.words, due.level, due.expires_at, due.created_at, due.works)
        on conflict (project_id, holder_id) do update
            set (title, organisation, status, archived, words, level, expires_at, works) =
                (excluded.title, excluded.organisation, excluded.status, excluded.archived, excluded.words,
                 excluded.level, excluded.expires_at, excluded.works)
            where listings is distinct from excluded;
        holders := holders || due.holder_id;
    end loop;
    delete from listings l where l.project_id = project and l.holder_id <> all (holders);
end
$$;
