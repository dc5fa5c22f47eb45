-- Whether a listing is of somebody who works on the project (0006): one that is older than the column counts so until it
-- is written again, since a log-in that stays is for people who are nothing but clients.
alter table listings drop column works;
alter table listings add column works boolean not null default true;

-- Files that a client sends unasked are received under a request of their own, which goes when all are taken back.
alter table file_requests add column unasked boolean not null default false;
-- Last acceptance: earlier files are not taken back any more, even if the request is opened again.
alter table file_requests add column accepted_at timestamptz;
grant delete on file_requests to fataplus_app;

-- A milestone of the first plan is named in each reader's language until somebody names it otherwise.
alter table milestones add column template text
    check (template in ('scope', 'design', 'build', 'review', 'delivery'));

-- People of the agency find a project by the client's contact as well. Clients and partners do not: to them addresses
-- are not shown.
create or replace view listings_due with (security_invoker = true) as
    select p.project_id, h.holder_id, p.title, p.organisation, p.status, p.workspace = 'archived' as archived,
           folded(concat_ws(' ', p.title, p.project_id, p.organisation,
               case when h.works and h.level is null then
                   concat_ws(' ', p.brief ->> 'contact_name', p.brief ->> 'email',
                       (select string_agg(concat_ws(' ', i.name, i.email), ' ' order by i.id) from invitations i
                        where i.project_id = p.project_id and i.role = 'client' and i.revoked_at is null))
               end)) as words,
           h.level, h.expires_at, p.created_at, h.works
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

-- Patterns of the words of a search: `words like all (…)` finds them in any order.
create function search_patterns(typed text) returns text[] language sql immutable strict parallel safe as $$
    select array_agg('%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%')
    from regexp_split_to_table(trim(folded(typed)), '\s+') word
$$;
grant execute on function search_patterns(text) to fataplus_platform;
