-- Made by scripts/mark-release; upgraded by the test `it migrations::`. Not to be changed.
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: -
--

-- *not* creating schema, since initdb creates it


--
-- Name: tenancy; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA tenancy;


--
-- Name: add_to_count(text, text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.add_to_count(project text, counted text, change bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    update row_counts c set rows = c.rows + change
    where c.project_id = project and c.kind = counted and c.piece = (
        select free.piece from row_counts free where free.project_id = project and free.kind = counted
        limit 1 for update skip locked);
    if not found then
        insert into row_counts values (project, counted, gen_random_uuid(), change);
    end if;
end
$$;


--
-- Name: announce(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.announce(change text) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT pg_notify('fataplus'::text, change) AS pg_notify;
END;


--
-- Name: count_rows(text, text[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.count_rows(project text, tables text[], changes bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    counted text;
    change bigint;
    most int;
    held bigint;
begin
    for counted, change in select * from unnest(tables, changes) loop
        perform add_to_count(project, counted, change);
        continue when change <= 0;
        select l.rows into most from project_limits l where l.project_id = project;
        select sum(c.rows) into held from row_counts c where c.project_id = project and c.kind = counted;
        continue when held <= most;
        if counted <> 'activity' then
            raise exception '% rows of %', most, counted using errcode = 'FP001';
        end if;
        if pg_try_advisory_xact_lock(hashtext('oldest activity'), hashtext(project)) then
            perform set_config('app.trims', 'on', true);
            delete from activity a where a.project_id = project and a.id in (
                select oldest.id from activity oldest where oldest.project_id = project
                order by oldest.id limit least(held - most, 100));
            get diagnostics change = row_count;
            perform set_config('app.trims', '', true);
            perform add_to_count(project, counted, -change);
        end if;
    end loop;
end
$$;


--
-- Name: default_plan(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.default_plan() RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN 'standard'::text;


--
-- Name: folded(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.folded(typed text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select replace(replace(replace(lower(regexp_replace(
        normalize(replace(replace(translate(typed,
            '’‘ʼ‛′´`‐‑‒–—−øØđĐłŁı',
            '''''''''''''''------ooddlli'), 'Œ', 'œ'), 'Æ', 'æ'), NFKD),
        '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]', '', 'g')),
        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: partner_agents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partner_agents (
    agency_id uuid NOT NULL,
    user_id uuid NOT NULL,
    admin boolean DEFAULT false NOT NULL,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    returned_at timestamp with time zone
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    password_hash text,
    language text DEFAULT 'fr'::text NOT NULL,
    platform_role text DEFAULT 'none'::text NOT NULL,
    muted text[] DEFAULT '{}'::text[] NOT NULL,
    credential_epoch integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT users_email_check CHECK (((email = lower(email)) AND ((char_length(email) >= 3) AND (char_length(email) <= 254)))),
    CONSTRAINT users_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'mg'::text]))),
    CONSTRAINT users_muted_check CHECK ((muted <@ ARRAY['messages'::text, 'documents'::text, 'approvals'::text, 'file_requests'::text, 'status'::text])),
    CONSTRAINT users_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT users_phone_check CHECK ((char_length(phone) <= 40)),
    CONSTRAINT users_platform_role_check CHECK ((platform_role = ANY (ARRAY['none'::text, 'staff'::text, 'admin'::text]))),
    CONSTRAINT users_synthetic_have_no_password CHECK (((password_hash IS NULL) OR (email !~~ '%@isolation.invalid'::text)))
);


--
-- Name: hold_listings(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.hold_listings(person uuid) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT set_config('app.holders'::text, concat_ws(','::text, person, ( SELECT string_agg((partner_agents.agency_id)::text, ','::text) AS string_agg
            FROM public.partner_agents
           WHERE (partner_agents.user_id = hold_listings.person)), ( SELECT '00000000-0000-0000-0000-000000000000'::text
            FROM public.users
           WHERE ((users.id = hold_listings.person) AND (users.platform_role = 'admin'::text) AND (users.disabled_at IS NULL)))), true) AS set_config;
END;


--
-- Name: list_project(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.list_project(project text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    due record;
    holders uuid[] := '{}';
begin
    perform pg_advisory_xact_lock(hashtext('listings'), hashtext(project));
    for due in select * from listings_due where project_id = project loop
        insert into listings values (due.project_id, due.holder_id, due.title, due.organisation, due.status, due.archived,
                                     due.words, due.level, due.expires_at, due.created_at)
        on conflict (project_id, holder_id) do update
            set (title, organisation, status, archived, words, level, expires_at) =
                (excluded.title, excluded.organisation, excluded.status, excluded.archived, excluded.words,
                 excluded.level, excluded.expires_at)
            where listings is distinct from excluded;
        holders := holders || due.holder_id;
    end loop;
    delete from listings l where l.project_id = project and l.holder_id <> all (holders);
end
$$;


--
-- Name: waiting(text, date); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.waiting(project text, today date) RETURNS TABLE(side text, kind text, subject uuid, due_on date)
    LANGUAGE sql STABLE
    AS $$
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


--
-- Name: distribute(regclass); Type: FUNCTION; Schema: tenancy; Owner: -
--

CREATE FUNCTION tenancy.distribute(enrolled regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
declare
    key record;
begin
    perform from pg_dist_partition where logicalrelid = to_regclass('projects');
    if not found then
        return;
    end if;
    for key in
        select conname from pg_constraint
        where conrelid = enrolled and contype = 'f' and confrelid not in (select logicalrelid from pg_dist_partition)
    loop
        execute format('alter table %s drop constraint %I', enrolled, key.conname);
    end loop;
    perform create_distributed_table(enrolled, 'project_id', colocate_with => 'projects');
end
$$;


--
-- Name: enrol(regclass, text, text); Type: FUNCTION; Schema: tenancy; Owner: -
--

CREATE FUNCTION tenancy.enrol(enrolled regclass, app text DEFAULT 'select, insert, update'::text, judged text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
begin
    execute format('alter table %s enable row level security', enrolled);
    execute format('alter table %s force row level security', enrolled);
    -- The setting is '' after a commit and unset before the first: nullif makes both mean "no rows". No sub-select: an
    -- index takes the expression as it is, and beside the same comparison in a statement the planner asks it once.
    execute format(
        'create policy tenant on %s to fataplus_app
            using (project_id = nullif(current_setting(''app.project_id'', true), ''''))
            with check (project_id = nullif(current_setting(''app.project_id'', true), ''''))',
        enrolled);
    execute format('grant %s on %s to fataplus_app', app, enrolled);
    -- On a cluster its rows lie with their project's.
    if to_regclass('pg_catalog.pg_dist_partition') is not null then
        perform tenancy.distribute(enrolled);
    end if;
    if judged is not null then
        -- Armed for the one project that the request names, before it is known whether the person has a part in it.
        execute format('grant select (%s) on %s to fataplus_platform', judged, enrolled);
        execute format(
            'create policy judged on %s for select to fataplus_platform
                using (project_id = nullif(current_setting(''app.project_id'', true), ''''))',
            enrolled);
    end if;
end
$$;


--
-- Name: _sqlx_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);


--
-- Name: activity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activity (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    actor_id uuid,
    key_id uuid,
    kind text NOT NULL,
    subject_id uuid,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    visibility text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT activity_visibility_check CHECK ((visibility = ANY (ARRAY['internal'::text, 'client'::text, 'partner'::text, 'shared'::text])))
);



--
-- Name: agency_invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agency_invitations (
    id uuid NOT NULL,
    agency_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    admin boolean DEFAULT false NOT NULL,
    language text NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone,
    mail_id uuid,
    undelivered_at timestamp with time zone,
    CONSTRAINT agency_invitations_email_check CHECK ((email = lower(email))),
    CONSTRAINT agency_invitations_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'mg'::text])))
);


--
-- Name: allowances; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.allowances (
    project_id text NOT NULL COLLATE pg_catalog."C",
    plan text DEFAULT public.default_plan() NOT NULL,
    storage_bytes bigint,
    upload_bytes bigint,
    requests_per_minute integer,
    concurrent_requests integer,
    connections integer,
    statement_ms integer,
    concurrent_jobs integer,
    rows integer,
    CONSTRAINT allowances_concurrent_jobs_check CHECK ((concurrent_jobs > 0)),
    CONSTRAINT allowances_concurrent_requests_check CHECK ((concurrent_requests > 0)),
    CONSTRAINT allowances_connections_check CHECK ((connections > 0)),
    CONSTRAINT allowances_requests_per_minute_check CHECK ((requests_per_minute > 0)),
    CONSTRAINT allowances_rows_check CHECK ((rows > 0)),
    CONSTRAINT allowances_statement_ms_check CHECK (((statement_ms >= 100) AND (statement_ms <= 60000))),
    CONSTRAINT allowances_storage_bytes_check CHECK ((storage_bytes >= 0)),
    CONSTRAINT allowances_upload_bytes_check CHECK ((upload_bytes > 0))
);



--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    networks text[] DEFAULT '{}'::text[] NOT NULL,
    made_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_check CHECK ((expires_at <= (created_at + '366 days'::interval))),
    CONSTRAINT api_keys_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT api_keys_scopes_check CHECK ((cardinality(scopes) > 0))
);



--
-- Name: approvals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.approvals (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    document_id uuid NOT NULL,
    version integer NOT NULL,
    decision text NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    decided_by uuid NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT approvals_comment_check CHECK ((char_length(comment) <= 5000)),
    CONSTRAINT approvals_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'changes_requested'::text])))
);



--
-- Name: document_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.document_versions (
    project_id text NOT NULL COLLATE pg_catalog."C",
    document_id uuid NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    content_type text NOT NULL,
    sha256 bytea,
    uploaded_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT document_versions_size_check CHECK ((size >= 0)),
    CONSTRAINT document_versions_version_check CHECK ((version > 0))
);



--
-- Name: documents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.documents (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    visibility text NOT NULL,
    current_version integer NOT NULL,
    file_request_id uuid,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT documents_current_version_check CHECK ((current_version > 0)),
    CONSTRAINT documents_kind_check CHECK ((kind = ANY (ARRAY['prd'::text, 'tdr'::text, 'specification'::text, 'contract'::text, 'proposal'::text, 'deliverable'::text, 'invoice'::text, 'asset'::text, 'other'::text]))),
    CONSTRAINT documents_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 150))),
    CONSTRAINT documents_visibility_check CHECK ((visibility = ANY (ARRAY['internal'::text, 'client'::text, 'partner'::text, 'shared'::text])))
);



--
-- Name: domains; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.domains (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    token text NOT NULL,
    added_by uuid,
    created_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone,
    outcome text,
    found text[] DEFAULT '{}'::text[] NOT NULL,
    verified_at timestamp with time zone,
    CONSTRAINT domains_name_check CHECK (((name ~ '^[a-z0-9-]+([.][a-z0-9-]+)+$'::text) AND (char_length(name) <= 243))),
    CONSTRAINT domains_outcome_check CHECK ((outcome = ANY (ARRAY['verified'::text, 'missing'::text, 'different'::text, 'unreachable'::text, 'elsewhere'::text])))
);



--
-- Name: email_changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.email_changes (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    email text NOT NULL,
    epoch integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT email_changes_email_check CHECK (((email = lower(email)) AND ((char_length(email) >= 3) AND (char_length(email) <= 254))))
);


--
-- Name: failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.failures (
    account bytea NOT NULL,
    count integer NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    wait_until timestamp with time zone NOT NULL
);


--
-- Name: file_requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.file_requests (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    title text NOT NULL,
    instructions text DEFAULT ''::text NOT NULL,
    due_on date,
    state text DEFAULT 'open'::text NOT NULL,
    return_note text DEFAULT ''::text NOT NULL,
    told_at timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT file_requests_instructions_check CHECK ((char_length(instructions) <= 5000)),
    CONSTRAINT file_requests_return_note_check CHECK ((char_length(return_note) <= 2000)),
    CONSTRAINT file_requests_state_check CHECK ((state = ANY (ARRAY['open'::text, 'received'::text, 'accepted'::text]))),
    CONSTRAINT file_requests_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);



--
-- Name: handoffs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.handoffs (
    code_hash bytea NOT NULL,
    root_id uuid NOT NULL,
    session_id uuid,
    user_id uuid NOT NULL,
    project_id text NOT NULL COLLATE pg_catalog."C",
    binding_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    scope text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamp with time zone NOT NULL,
    alive_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: identities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.identities (
    issuer text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    user_id uuid NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT identities_email_check CHECK ((char_length(email) <= 254)),
    CONSTRAINT identities_issuer_check CHECK (((char_length(issuer) >= 1) AND (char_length(issuer) <= 500))),
    CONSTRAINT identities_subject_check CHECK (((char_length(subject) >= 1) AND (char_length(subject) <= 255)))
);


--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitations (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    lead boolean DEFAULT false NOT NULL,
    language text NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone,
    mail_id uuid,
    undelivered_at timestamp with time zone,
    CONSTRAINT invitations_email_check CHECK ((email = lower(email))),
    CONSTRAINT invitations_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'mg'::text]))),
    CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['client'::text, 'project_manager'::text, 'admin'::text])))
);



--
-- Name: isolation_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.isolation_runs (
    id uuid NOT NULL,
    replica text NOT NULL,
    cause text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    took_ms integer NOT NULL,
    verdict text NOT NULL,
    findings text[] DEFAULT '{}'::text[] NOT NULL,
    tables_tried integer NOT NULL,
    routes_tried integer NOT NULL,
    requests_tried integer NOT NULL,
    objects_tried integer NOT NULL,
    CONSTRAINT isolation_runs_cause_check CHECK ((cause = ANY (ARRAY['start'::text, 'schedule'::text, 'demand'::text]))),
    CONSTRAINT isolation_runs_took_ms_check CHECK ((took_ms >= 0)),
    CONSTRAINT isolation_runs_verdict_check CHECK ((verdict = ANY (ARRAY['green'::text, 'amber'::text, 'red'::text])))
);


--
-- Name: jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.jobs (
    id uuid NOT NULL,
    project_id text COLLATE pg_catalog."C",
    kind text NOT NULL,
    payload jsonb NOT NULL,
    state text DEFAULT 'ready'::text NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    lease_token uuid,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'done'::text, 'dead'::text, 'aside'::text])))
);



--
-- Name: listings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.listings (
    project_id text NOT NULL COLLATE pg_catalog."C",
    holder_id uuid NOT NULL,
    title text NOT NULL,
    organisation text NOT NULL,
    status text NOT NULL,
    archived boolean NOT NULL,
    words text NOT NULL,
    level text,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);



--
-- Name: members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.members (
    project_id text NOT NULL COLLATE pg_catalog."C",
    user_id uuid NOT NULL,
    role text NOT NULL,
    lead boolean DEFAULT false NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    returned_at timestamp with time zone,
    CONSTRAINT members_role_check CHECK ((role = ANY (ARRAY['client'::text, 'project_manager'::text, 'admin'::text])))
);



--
-- Name: partner_shares; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partner_shares (
    project_id text NOT NULL COLLATE pg_catalog."C",
    agency_id uuid NOT NULL,
    agency text NOT NULL,
    level text NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT partner_shares_level_check CHECK ((level = ANY (ARRAY['view'::text, 'edit'::text, 'manage'::text])))
);



--
-- Name: projects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projects (
    project_id text NOT NULL COLLATE pg_catalog."C",
    organisation_id uuid NOT NULL,
    organisation text NOT NULL,
    title text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'intake'::text NOT NULL,
    status_changed_at timestamp with time zone NOT NULL,
    workspace text DEFAULT 'provisioning'::text NOT NULL,
    language text DEFAULT 'fr'::text NOT NULL,
    brief jsonb DEFAULT '{}'::jsonb NOT NULL,
    starts_on date,
    due_on date,
    synthetic boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT projects_dates CHECK (((due_on IS NULL) OR (starts_on IS NULL) OR (due_on >= starts_on))),
    CONSTRAINT projects_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'mg'::text]))),
    CONSTRAINT projects_organisation_check CHECK (((char_length(organisation) >= 1) AND (char_length(organisation) <= 200))),
    CONSTRAINT projects_status_check CHECK ((status = ANY (ARRAY['intake'::text, 'planning'::text, 'in_progress'::text, 'review'::text, 'completed'::text, 'maintenance'::text]))),
    CONSTRAINT projects_title_check CHECK (((char_length(title) >= 3) AND (char_length(title) <= 100))),
    CONSTRAINT projects_workspace_check CHECK ((workspace = ANY (ARRAY['provisioning'::text, 'active'::text, 'suspended'::text, 'archived'::text, 'erased'::text])))
);



--
-- Name: listings_due; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.listings_due WITH (security_invoker='true') AS
 SELECT p.project_id,
    h.holder_id,
    p.title,
    p.organisation,
    p.status,
    (p.workspace = 'archived'::text) AS archived,
    public.folded(concat_ws(' '::text, p.title, p.project_id, p.organisation)) AS words,
    h.level,
    h.expires_at,
    p.created_at
   FROM (public.projects p
     JOIN ( SELECT members.project_id,
            members.user_id AS holder_id,
            NULL::text AS level,
            NULL::timestamp with time zone AS expires_at
           FROM public.members
          WHERE (members.removed_at IS NULL)
        UNION ALL
         SELECT partner_shares.project_id,
            partner_shares.agency_id,
            partner_shares.level,
            partner_shares.expires_at
           FROM public.partner_shares
        UNION ALL
         SELECT projects.project_id,
            '00000000-0000-0000-0000-000000000000'::uuid,
            NULL::text,
            NULL::timestamp with time zone
           FROM public.projects
          WHERE (NOT projects.synthetic)) h ON ((h.project_id = p.project_id)))
  WHERE (p.workspace <> 'erased'::text);


--
-- Name: mail_logins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail_logins (
    id uuid NOT NULL,
    user_id uuid,
    token_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    visitor_hash bytea NOT NULL,
    next text NOT NULL,
    wrong_codes integer DEFAULT 0 NOT NULL,
    epoch integer,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.messages (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    author_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT messages_body_check CHECK (((char_length(body) >= 1) AND (char_length(body) <= 10000)))
);



--
-- Name: milestones; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.milestones (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    title text NOT NULL,
    "position" integer NOT NULL,
    weight integer DEFAULT 1 NOT NULL,
    due_on date,
    done_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT milestones_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200))),
    CONSTRAINT milestones_weight_check CHECK (((weight >= 1) AND (weight <= 100)))
);



--
-- Name: organisations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organisations (
    id uuid NOT NULL,
    name text NOT NULL,
    sector text DEFAULT ''::text NOT NULL,
    size text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT organisations_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);


--
-- Name: partner_agencies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partner_agencies (
    id uuid NOT NULL,
    name text NOT NULL,
    synthetic boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT partner_agencies_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);


--
-- Name: passkey_ceremonies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.passkey_ceremonies (
    visitor_hash bytea NOT NULL,
    session_id uuid,
    state jsonb NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: passkeys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.passkeys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    credential_id bytea NOT NULL,
    credential jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT passkeys_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))
);


--
-- Name: password_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.password_tokens (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    epoch integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: pending_logins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pending_logins (
    secret_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    visitor_hash bytea NOT NULL,
    next text NOT NULL,
    wrong_codes integer DEFAULT 0 NOT NULL,
    epoch integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: personal_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.personal_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    strong_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT personal_tokens_check CHECK ((expires_at <= (created_at + '366 days'::interval))),
    CONSTRAINT personal_tokens_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT personal_tokens_scopes_check CHECK ((cardinality(scopes) > 0))
);


--
-- Name: plans; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.plans (
    name text NOT NULL,
    "position" integer NOT NULL,
    storage_bytes bigint NOT NULL,
    upload_bytes bigint NOT NULL,
    requests_per_minute integer NOT NULL,
    concurrent_requests integer NOT NULL,
    connections integer NOT NULL,
    statement_ms integer NOT NULL,
    concurrent_jobs integer NOT NULL,
    rows integer NOT NULL,
    CONSTRAINT plans_concurrent_jobs_check CHECK ((concurrent_jobs > 0)),
    CONSTRAINT plans_concurrent_requests_check CHECK ((concurrent_requests > 0)),
    CONSTRAINT plans_connections_check CHECK ((connections > 0)),
    CONSTRAINT plans_name_check CHECK ((name ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
    CONSTRAINT plans_requests_per_minute_check CHECK ((requests_per_minute > 0)),
    CONSTRAINT plans_rows_check CHECK ((rows > 0)),
    CONSTRAINT plans_statement_ms_check CHECK (((statement_ms >= 100) AND (statement_ms <= 60000))),
    CONSTRAINT plans_storage_bytes_check CHECK ((storage_bytes >= 0)),
    CONSTRAINT plans_upload_bytes_check CHECK ((upload_bytes > 0))
);



--
-- Name: project_ids; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_ids (
    project_id text NOT NULL COLLATE pg_catalog."C",
    issued_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT project_ids_project_id_check CHECK ((project_id ~ '^FP-[0-9]{4}-[A-Z0-9]{9}$'::text))
);



--
-- Name: project_limits; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.project_limits WITH (security_invoker='true') AS
 SELECT i.project_id,
    p.name AS plan,
    COALESCE(a.storage_bytes, p.storage_bytes) AS storage_bytes,
    COALESCE(a.upload_bytes, p.upload_bytes) AS upload_bytes,
    COALESCE(a.requests_per_minute, p.requests_per_minute) AS requests_per_minute,
    COALESCE(a.concurrent_requests, p.concurrent_requests) AS concurrent_requests,
    COALESCE(a.connections, p.connections) AS connections,
    COALESCE(a.statement_ms, p.statement_ms) AS statement_ms,
    COALESCE(a.concurrent_jobs, p.concurrent_jobs) AS concurrent_jobs,
    COALESCE(a.rows, p.rows) AS rows
   FROM ((public.project_ids i
     LEFT JOIN public.allowances a ON ((a.project_id = i.project_id)))
     JOIN public.plans p ON ((p.name = COALESCE(a.plan, public.default_plan()))));


--
-- Name: project_rules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_rules (
    project_id text NOT NULL COLLATE pg_catalog."C",
    ip_allow text[] DEFAULT '{}'::text[] NOT NULL,
    session_minutes integer,
    client_mfa boolean DEFAULT false NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT project_rules_ip_allow_check CHECK ((cardinality(ip_allow) <= 100)),
    CONSTRAINT project_rules_session_minutes_check CHECK (((session_minutes >= 15) AND (session_minutes <= 720)))
);



--
-- Name: project_settings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_settings (
    project_id text NOT NULL COLLATE pg_catalog."C"
);



--
-- Name: recovery_codes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.recovery_codes (
    user_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: refresh_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_tokens (
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: row_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.row_counts (
    project_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    piece uuid NOT NULL,
    rows bigint NOT NULL
)
WITH (fillfactor='50');



--
-- Name: served_domains; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.served_domains (
    name text NOT NULL COLLATE pg_catalog."C",
    project_id text NOT NULL COLLATE pg_catalog."C",
    domain_id uuid NOT NULL,
    token text NOT NULL,
    verified_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    check_at timestamp with time zone NOT NULL,
    failures integer DEFAULT 0 NOT NULL
);



--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    root_id uuid NOT NULL,
    user_id uuid NOT NULL,
    audience text NOT NULL,
    renewal_hash bytea,
    user_agent text DEFAULT ''::text NOT NULL,
    address text,
    strong_at timestamp with time zone,
    proven_at timestamp with time zone,
    views_as_client_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT sessions_address_check CHECK ((char_length(address) <= 45))
);


--
-- Name: sign_in_flows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in_flows (
    id uuid NOT NULL,
    state_hash bytea NOT NULL,
    issuer text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    binding_hash bytea NOT NULL,
    user_id uuid,
    epoch integer,
    next text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    subject text COLLATE pg_catalog."C",
    email text DEFAULT ''::text NOT NULL,
    linked_at timestamp with time zone,
    CONSTRAINT sign_in_flows_next_check CHECK ((char_length(next) <= 2000))
);


--
-- Name: signing_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_keys (
    kid text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    signs_from timestamp with time zone NOT NULL,
    retires_at timestamp with time zone,
    CONSTRAINT signing_keys_kid_check CHECK ((kid ~ '^[0-9a-f]{12}$'::text))
);


--
-- Name: submissions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.submissions (
    id uuid NOT NULL,
    state text NOT NULL,
    resume_hash bytea,
    answers jsonb NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    language text DEFAULT 'fr'::text NOT NULL,
    opened_from bytea,
    code_hash bytea,
    code_expires_at timestamp with time zone,
    wrong_codes integer DEFAULT 0 NOT NULL,
    codes_sent integer DEFAULT 0 NOT NULL,
    project_id text COLLATE pg_catalog."C",
    decline_reason text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    CONSTRAINT submissions_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text, 'mg'::text]))),
    CONSTRAINT submissions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'awaiting_code'::text, 'in_review'::text, 'accepted'::text, 'declined'::text])))
);


--
-- Name: synthetic_tenants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.synthetic_tenants (
    name text NOT NULL,
    project_id text NOT NULL COLLATE pg_catalog."C",
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    canary text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT synthetic_tenants_canary_check CHECK ((char_length(canary) >= 24)),
    CONSTRAINT synthetic_tenants_name_check CHECK ((name = ANY (ARRAY['a'::text, 'b'::text])))
);


--
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    milestone_id uuid,
    title text NOT NULL,
    details text DEFAULT ''::text NOT NULL,
    visibility text DEFAULT 'internal'::text NOT NULL,
    side text DEFAULT 'agency'::text NOT NULL,
    assignee_id uuid,
    due_on date,
    done_at timestamp with time zone,
    done_by uuid,
    created_by uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT tasks_details_check CHECK ((char_length(details) <= 5000)),
    CONSTRAINT tasks_side_check CHECK ((side = ANY (ARRAY['client'::text, 'agency'::text]))),
    CONSTRAINT tasks_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200))),
    CONSTRAINT tasks_visibility_check CHECK ((visibility = ANY (ARRAY['internal'::text, 'client'::text, 'partner'::text, 'shared'::text])))
);



--
-- Name: thread_reads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.thread_reads (
    project_id text NOT NULL COLLATE pg_catalog."C",
    thread_id uuid NOT NULL,
    user_id uuid NOT NULL,
    read_at timestamp with time zone,
    mailed_at timestamp with time zone,
    CONSTRAINT thread_reads_check CHECK (((mailed_at IS NOT NULL) OR (read_at IS NOT NULL)))
);



--
-- Name: threads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.threads (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    awaits_answer boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT threads_kind_check CHECK ((kind = ANY (ARRAY['internal'::text, 'client'::text, 'partner'::text, 'shared'::text]))),
    CONSTRAINT threads_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);



--
-- Name: totp_secrets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.totp_secrets (
    user_id uuid NOT NULL,
    secret bytea NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone
);


--
-- Name: uploads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.uploads (
    project_id text NOT NULL COLLATE pg_catalog."C",
    id uuid NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    content_type text NOT NULL,
    sha256 bytea,
    kind text NOT NULL,
    visibility text NOT NULL,
    document_id uuid,
    file_request_id uuid,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    etag text,
    version integer,
    completed_as uuid,
    CONSTRAINT uploads_size_check CHECK ((size >= 0)),
    CONSTRAINT uploads_version_check CHECK ((version > 0)),
    CONSTRAINT uploads_visibility_check CHECK ((visibility = ANY (ARRAY['internal'::text, 'client'::text, 'partner'::text, 'shared'::text])))
);



--
-- Data for Name: _sqlx_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public._sqlx_migrations VALUES
	(1, 'tenancy', '2026-11-29 22:23:10.821033+00', true, '\x8915e28b225725377ee325b63af1752b91e44e0627903e333b6b9b4acb4f8c34c2c554e4748c560538ea6b15a1f3b0ba', 5424771),
	(2, 'people', '2026-11-29 22:23:10.828392+00', true, '\x9d155e90774cb84ddef1b2ef664ad471baa2a2cb1c142ff483af7683e63f91a388104581752db1c2a99439aea4a700b3', 105664946),
	(3, 'platform', '2026-11-29 22:23:10.934372+00', true, '\x8e53e2ec967be05c9507489db16035cb6a773c592c0fcac242b818d259fdbeee5ac0c9749c262996e1133e674aba4872', 56864373),
	(4, 'projects', '2026-11-29 22:23:10.991689+00', true, '\x359d59a302e9023ec058585c6fa304256d0cc7ec65be465e59e1c78ed6878dae7789066d64510c75289c3e02440a4a70', 50591048),
	(5, 'work', '2026-11-29 22:23:11.043041+00', true, '\xd2caa85136decd43bc038b11af7a39730cb1911f2401dbb8ef120af071a352bf5b9f9ea40fd945efaf0a550563e7bc1e', 46095538);


--
-- Data for Name: activity; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.activity VALUES
	('FP-2026-FARH9ZI7X', '235e5c4e-38e1-8f4f-9580-07324e2513ec', '01a22967-b19c-704f-a75f-2d197d098ab6', NULL, 'task-added', '97d5ab6d-bcd7-89f8-b388-c5de065c2bd8', '{"name": "canaryf65c663d9d32e544bed920b9b4222a93"}', 'shared', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '1fb2e140-9e19-86db-85df-7fff6e5faf0c', '01a22967-b1a3-7461-a305-a2d3f32b032d', NULL, 'task-added', '3a5cca4d-6c9c-88de-a3d0-2a55b400b53c', '{"name": "canary203b14dd04caeefbd8a51dfdbca533ad"}', 'shared', '2026-11-29 22:23:11+00');


--
-- Data for Name: agency_invitations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: allowances; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys VALUES
	('FP-2026-FARH9ZI7X', '27a99407-1722-8ce2-a498-4fbe31ad3838', '\xc0404286b995f689903348d78fd95c8c1156c649accc0b8b7fa6011e5fa84777', 'canaryf65c663d9d32e544bed920b9b4222a93', '{project:read}', '{}', '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00', '2026-11-30 22:23:11+00', NULL, NULL),
	('FP-2026-3IY3M15KK', 'ecc3350b-01ba-8272-a62c-412d4ab17aee', '\xbdc9793b5b48dbf141287b77c92695b9d61ea501823232e67545efb8cb6a8bf2', 'canary203b14dd04caeefbd8a51dfdbca533ad', '{project:read}', '{}', '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00', '2026-11-30 22:23:11+00', NULL, NULL);


--
-- Data for Name: approvals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.approvals VALUES
	('FP-2026-FARH9ZI7X', '54e68fd4-354f-88a7-87f6-d786317fe622', 'd63900d5-dd1c-8df7-a19f-c776bf2e7ade', 1, 'approved', 'canaryf65c663d9d32e544bed920b9b4222a93', '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', 'e5096271-8211-8efe-9a33-bec08a2a2abd', '88bd40ea-b88e-876b-ab33-52295d98c83e', 1, 'approved', 'canary203b14dd04caeefbd8a51dfdbca533ad', '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00');


--
-- Data for Name: document_versions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.document_versions VALUES
	('FP-2026-FARH9ZI7X', 'd63900d5-dd1c-8df7-a19f-c776bf2e7ade', 1, 'canaryf65c663d9d32e544bed920b9b4222a93.txt', 38, 'text/plain', NULL, '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '88bd40ea-b88e-876b-ab33-52295d98c83e', 1, 'canary203b14dd04caeefbd8a51dfdbca533ad.txt', 38, 'text/plain', NULL, '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00');


--
-- Data for Name: documents; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.documents VALUES
	('FP-2026-FARH9ZI7X', 'd63900d5-dd1c-8df7-a19f-c776bf2e7ade', 'deliverable', 'canaryf65c663d9d32e544bed920b9b4222a93.txt', 'shared', 1, NULL, '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00', NULL),
	('FP-2026-3IY3M15KK', '88bd40ea-b88e-876b-ab33-52295d98c83e', 'deliverable', 'canary203b14dd04caeefbd8a51dfdbca533ad.txt', 'shared', 1, NULL, '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00', NULL);


--
-- Data for Name: domains; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.domains VALUES
	('FP-2026-FARH9ZI7X', '0765a3b1-fe9a-8071-ad3d-c02cc91c06e5', 'canaryf65c663d9d32e544bed920b9b4222a93.isolation.invalid', 'canaryf65c663d9d32e544bed920b9b4222a93', NULL, '2026-11-29 22:23:11+00', NULL, NULL, '{}', NULL),
	('FP-2026-3IY3M15KK', '6e7ff10f-4a67-8463-bfd0-9366a536b706', 'canary203b14dd04caeefbd8a51dfdbca533ad.isolation.invalid', 'canary203b14dd04caeefbd8a51dfdbca533ad', NULL, '2026-11-29 22:23:11+00', NULL, NULL, '{}', NULL);


--
-- Data for Name: email_changes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: failures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: file_requests; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.file_requests VALUES
	('FP-2026-FARH9ZI7X', 'c739d77f-e51c-8734-a636-c973c8e982b7', 'canaryf65c663d9d32e544bed920b9b4222a93', 'canaryf65c663d9d32e544bed920b9b4222a93', NULL, 'open', '', NULL, '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '055a3ab4-9897-8c63-9c0b-0646263aa46c', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'canary203b14dd04caeefbd8a51dfdbca533ad', NULL, 'open', '', NULL, '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00');


--
-- Data for Name: handoffs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: identities; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: invitations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invitations VALUES
	('FP-2026-FARH9ZI7X', '25943c2b-1012-8758-983f-6fd5ed3c44b2', 'invited-canaryf65c663d9d32e544bed920b9b4222a93@isolation.invalid', 'canaryf65c663d9d32e544bed920b9b4222a93', 'client', false, 'en', '\xc0404286b995f689903348d78fd95c8c1156c649accc0b8b7fa6011e5fa84777', NULL, '2026-11-29 22:23:11+00', '2126-11-29 22:23:11+00', '{}', NULL, NULL, NULL, NULL),
	('FP-2026-3IY3M15KK', '1ab8fe33-43ad-89ae-9d0b-472894647c15', 'invited-canary203b14dd04caeefbd8a51dfdbca533ad@isolation.invalid', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'client', false, 'en', '\xbdc9793b5b48dbf141287b77c92695b9d61ea501823232e67545efb8cb6a8bf2', NULL, '2026-11-29 22:23:11+00', '2126-11-29 22:23:11+00', '{}', NULL, NULL, NULL, NULL);


--
-- Data for Name: isolation_runs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: jobs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: listings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.listings VALUES
	('FP-2026-FARH9ZI7X', '01a22967-b19c-704f-a75f-2d197d098ab6', 'Isolation check canaryf65c663d9d32e544bed920b9b4222a93', 'canaryf65c663d9d32e544bed920b9b4222a93', 'planning', false, 'isolation check canaryf65c663d9d32e544bed920b9b4222a93 fp-2026-farh9zi7x canaryf65c663d9d32e544bed920b9b4222a93', NULL, NULL, '2026-11-29 22:23:11+00'),
	('FP-2026-FARH9ZI7X', '01a22967-b19c-704f-a75f-2d1bdc0f0045', 'Isolation check canaryf65c663d9d32e544bed920b9b4222a93', 'canaryf65c663d9d32e544bed920b9b4222a93', 'planning', false, 'isolation check canaryf65c663d9d32e544bed920b9b4222a93 fp-2026-farh9zi7x canaryf65c663d9d32e544bed920b9b4222a93', 'view', NULL, '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '01a22967-b1a3-7461-a305-a2d3f32b032d', 'Isolation check canary203b14dd04caeefbd8a51dfdbca533ad', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'planning', false, 'isolation check canary203b14dd04caeefbd8a51dfdbca533ad fp-2026-3iy3m15kk canary203b14dd04caeefbd8a51dfdbca533ad', NULL, NULL, '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '01a22967-b1a3-7461-a305-a2d5e202ff99', 'Isolation check canary203b14dd04caeefbd8a51dfdbca533ad', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'planning', false, 'isolation check canary203b14dd04caeefbd8a51dfdbca533ad fp-2026-3iy3m15kk canary203b14dd04caeefbd8a51dfdbca533ad', 'view', NULL, '2026-11-29 22:23:11+00');


--
-- Data for Name: mail_logins; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.members VALUES
	('FP-2026-FARH9ZI7X', '01a22967-b19c-704f-a75f-2d197d098ab6', 'admin', false, '2026-11-29 22:23:11+00', NULL, NULL),
	('FP-2026-3IY3M15KK', '01a22967-b1a3-7461-a305-a2d3f32b032d', 'admin', false, '2026-11-29 22:23:11+00', NULL, NULL);


--
-- Data for Name: messages; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.messages VALUES
	('FP-2026-FARH9ZI7X', 'fe31a8c3-d856-86a8-928c-f288f23e06f9', '786e7012-519a-813f-bcc6-ca7b7509fb60', '01a22967-b19c-704f-a75f-2d197d098ab6', 'canaryf65c663d9d32e544bed920b9b4222a93', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '46be5102-8bd7-8493-ba5e-6a8749052608', '4b049495-9a78-8740-bc8c-abb5d3252272', '01a22967-b1a3-7461-a305-a2d3f32b032d', 'canary203b14dd04caeefbd8a51dfdbca533ad', '2026-11-29 22:23:11+00');


--
-- Data for Name: milestones; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.milestones VALUES
	('FP-2026-FARH9ZI7X', 'd5fbaf65-0dbf-8803-9b6e-bd0f39c3af9c', 'canaryf65c663d9d32e544bed920b9b4222a93', 1, 1, NULL, NULL, '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '29acbdf3-ec1a-800d-846f-8fef3daee408', 'canary203b14dd04caeefbd8a51dfdbca533ad', 1, 1, NULL, NULL, '2026-11-29 22:23:11+00');


--
-- Data for Name: organisations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organisations VALUES
	('01a22967-b19c-704f-a75f-2d1a1bb5523b', 'Isolation check canaryf65c663d9d32e544bed920b9b4222a93', '', '', '2026-11-29 22:23:11.256735+00'),
	('01a22967-b1a3-7461-a305-a2d4ee080590', 'Isolation check canary203b14dd04caeefbd8a51dfdbca533ad', '', '', '2026-11-29 22:23:11.256735+00');


--
-- Data for Name: partner_agencies; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.partner_agencies VALUES
	('01a22967-b19c-704f-a75f-2d1bdc0f0045', 'Isolation check canaryf65c663d9d32e544bed920b9b4222a93', true, '2026-11-29 22:23:11.256735+00'),
	('01a22967-b1a3-7461-a305-a2d5e202ff99', 'Isolation check canary203b14dd04caeefbd8a51dfdbca533ad', true, '2026-11-29 22:23:11.256735+00');


--
-- Data for Name: partner_agents; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partner_shares; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.partner_shares VALUES
	('FP-2026-FARH9ZI7X', '01a22967-b19c-704f-a75f-2d1bdc0f0045', 'canaryf65c663d9d32e544bed920b9b4222a93', 'view', NULL, '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '01a22967-b1a3-7461-a305-a2d5e202ff99', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'view', NULL, '2026-11-29 22:23:11+00');


--
-- Data for Name: passkey_ceremonies; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: passkeys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: password_tokens; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: pending_logins; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: personal_tokens; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: plans; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.plans VALUES
	('small', 1, 1073741824, 268435456, 600, 8, 2, 3000, 2, 20000),
	('standard', 2, 5368709120, 1073741824, 1200, 16, 4, 5000, 3, 100000),
	('large', 3, 53687091200, 5368709120, 6000, 48, 8, 10000, 6, 500000);


--
-- Data for Name: project_ids; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.project_ids VALUES
	('FP-2026-FARH9ZI7X', '2026-11-29 22:23:11.256735+00'),
	('FP-2026-3IY3M15KK', '2026-11-29 22:23:11.256735+00');


--
-- Data for Name: project_rules; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.project_rules VALUES
	('FP-2026-FARH9ZI7X', '{}', NULL, false, '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '{}', NULL, false, '2026-11-29 22:23:11+00');


--
-- Data for Name: project_settings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.project_settings VALUES
	('FP-2026-FARH9ZI7X'),
	('FP-2026-3IY3M15KK');


--
-- Data for Name: projects; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.projects VALUES
	('FP-2026-FARH9ZI7X', '01a22967-b19c-704f-a75f-2d1a1bb5523b', 'canaryf65c663d9d32e544bed920b9b4222a93', 'Isolation check canaryf65c663d9d32e544bed920b9b4222a93', 'canaryf65c663d9d32e544bed920b9b4222a93', 'planning', '2026-11-29 22:23:11+00', 'active', 'en', '{}', NULL, NULL, true, '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '01a22967-b1a3-7461-a305-a2d4ee080590', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'Isolation check canary203b14dd04caeefbd8a51dfdbca533ad', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'planning', '2026-11-29 22:23:11+00', 'active', 'en', '{}', NULL, NULL, true, '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00');


--
-- Data for Name: recovery_codes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: refresh_tokens; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: row_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.row_counts VALUES
	('FP-2026-FARH9ZI7X', 'canaryf65c663d9d32e544bed920b9b4222a93', 'f1f10f02-67f0-8de5-8d2a-6b7d8fb5c614', 0),
	('FP-2026-FARH9ZI7X', 'projects', 'b5878839-a078-402b-8b45-4733a75740b7', 1),
	('FP-2026-FARH9ZI7X', 'project_settings', '55e4ac0a-dfed-4710-9ac4-83890ea5db8a', 1),
	('FP-2026-FARH9ZI7X', 'listings', 'd8051e95-49ac-45ed-827f-02bc59ca1765', 1),
	('FP-2026-FARH9ZI7X', 'row_counts', 'eca5519d-8acf-4ef7-9ebf-f594f6e1f6e7', 1),
	('FP-2026-FARH9ZI7X', 'members', '2404412a-b0b0-4667-af83-61b50ca861dd', 1),
	('FP-2026-FARH9ZI7X', 'invitations', '3a4aa34a-2fb9-4545-8c30-d435320eb3bd', 1),
	('FP-2026-FARH9ZI7X', 'partner_shares', '00af9b81-b294-4e32-ae79-9f5000b0db67', 1),
	('FP-2026-FARH9ZI7X', 'milestones', 'd11f686f-b17c-4543-b2f2-76ad6e0dff80', 1),
	('FP-2026-FARH9ZI7X', 'tasks', '61055139-a2a5-4f37-9a37-44ac19a1a020', 1),
	('FP-2026-FARH9ZI7X', 'file_requests', 'd4a1248a-29be-428a-b7e9-fbc85d5105ff', 1),
	('FP-2026-FARH9ZI7X', 'documents', 'e033574c-0810-4dda-bfec-6b40e9ce4db8', 1),
	('FP-2026-FARH9ZI7X', 'document_versions', '023c0eea-9c89-452a-92c0-443d51d6ae1d', 1),
	('FP-2026-FARH9ZI7X', 'uploads', '6e1a4c4a-43bc-4765-9c64-4623058b754e', 1),
	('FP-2026-FARH9ZI7X', 'approvals', '74604bbe-ef99-49a1-a0b9-a230dcf06baf', 1),
	('FP-2026-FARH9ZI7X', 'project_rules', '1017f6c6-6a34-4eac-affc-5b1102fc9c6d', 1),
	('FP-2026-FARH9ZI7X', 'domains', '9c791520-2f73-4c3d-8738-83d81333c1ce', 1),
	('FP-2026-FARH9ZI7X', 'api_keys', '29b0af1d-2d9d-4ed8-96e9-bf2ffa72b919', 1),
	('FP-2026-FARH9ZI7X', 'threads', '76795c1a-aa18-431f-8f22-cea3471c9b01', 1),
	('FP-2026-FARH9ZI7X', 'messages', '96947372-74dd-4375-add3-ae0c791e8f7d', 1);
INSERT INTO public.row_counts VALUES
	('FP-2026-FARH9ZI7X', 'thread_reads', '82fc7cbc-5e8f-48bc-90be-206a9985d355', 1),
	('FP-2026-FARH9ZI7X', 'activity', 'e2dd63ce-2180-4532-a924-4b55af469c6b', 1),
	('FP-2026-3IY3M15KK', 'canary203b14dd04caeefbd8a51dfdbca533ad', '401b6c61-5c51-83a7-9c7e-b0112a391069', 0),
	('FP-2026-3IY3M15KK', 'projects', '8a935365-4fa1-4725-9ae9-6bb8992ce892', 1),
	('FP-2026-3IY3M15KK', 'project_settings', '7a01751b-710b-4de4-a0a5-718a59ddd5bd', 1),
	('FP-2026-3IY3M15KK', 'listings', 'c9b99721-67b0-465a-bbed-3708b89f83e7', 1),
	('FP-2026-3IY3M15KK', 'row_counts', 'e3875486-8bb5-4616-92ea-d09a2ff2c3f6', 1),
	('FP-2026-3IY3M15KK', 'members', '62bf9d95-ef49-4c01-b974-0f7ff40f38c3', 1),
	('FP-2026-3IY3M15KK', 'invitations', '105a5397-bcd5-473d-a83c-18169edc1907', 1),
	('FP-2026-3IY3M15KK', 'partner_shares', '6f49b309-7741-4495-a3a3-623cfb76eb71', 1),
	('FP-2026-3IY3M15KK', 'milestones', '21827a76-9d1e-4257-b2cd-c29d8ea1228c', 1),
	('FP-2026-3IY3M15KK', 'tasks', 'ec7eb0d6-4a55-4c02-86f9-7b39e35b8df1', 1),
	('FP-2026-3IY3M15KK', 'file_requests', '453fdb3c-6f77-43d0-80ec-bcbc30472d16', 1),
	('FP-2026-3IY3M15KK', 'documents', '2c2bd12a-df0a-4514-903a-885511de9a4e', 1),
	('FP-2026-3IY3M15KK', 'document_versions', '5027939d-7808-43a4-a144-4593ea5729c8', 1),
	('FP-2026-3IY3M15KK', 'uploads', 'cdb70a7d-f8cb-4f46-b7bd-3de6da732753', 1),
	('FP-2026-3IY3M15KK', 'approvals', '4033a773-32b6-447a-88cc-b5934c45cae4', 1),
	('FP-2026-3IY3M15KK', 'project_rules', '37063051-ef53-43ba-87a0-8bd8ff3e2f46', 1),
	('FP-2026-3IY3M15KK', 'domains', '369fade2-fae5-480d-ae70-828476b8c000', 1),
	('FP-2026-3IY3M15KK', 'api_keys', '145aa907-fd13-488e-a3e2-538c89e7e31b', 1);
INSERT INTO public.row_counts VALUES
	('FP-2026-3IY3M15KK', 'threads', '0b1117ba-3e7f-409c-b19b-0bd81036c6ab', 1),
	('FP-2026-3IY3M15KK', 'messages', 'd60cf71b-4e94-43e4-9681-c6729e1319ac', 1),
	('FP-2026-3IY3M15KK', 'thread_reads', '143ff53b-3005-49d2-9d31-38c65b073313', 1),
	('FP-2026-3IY3M15KK', 'activity', '07bfe457-ea7d-4081-9785-2bd1a97158a5', 1);


--
-- Data for Name: served_domains; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sign_in_flows; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: submissions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: synthetic_tenants; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.synthetic_tenants VALUES
	('a', 'FP-2026-FARH9ZI7X', '01a22967-b19c-704f-a75f-2d197d098ab6', '01a22967-b19c-704f-a75f-2d1a1bb5523b', '01a22967-b19c-704f-a75f-2d1bdc0f0045', 'canaryf65c663d9d32e544bed920b9b4222a93', '2026-11-29 22:23:11.256735+00'),
	('b', 'FP-2026-3IY3M15KK', '01a22967-b1a3-7461-a305-a2d3f32b032d', '01a22967-b1a3-7461-a305-a2d4ee080590', '01a22967-b1a3-7461-a305-a2d5e202ff99', 'canary203b14dd04caeefbd8a51dfdbca533ad', '2026-11-29 22:23:11.256735+00');


--
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tasks VALUES
	('FP-2026-FARH9ZI7X', '97d5ab6d-bcd7-89f8-b388-c5de065c2bd8', 'd5fbaf65-0dbf-8803-9b6e-bd0f39c3af9c', 'canaryf65c663d9d32e544bed920b9b4222a93', 'canaryf65c663d9d32e544bed920b9b4222a93', 'shared', 'agency', NULL, NULL, NULL, NULL, '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '3a5cca4d-6c9c-88de-a3d0-2a55b400b53c', '29acbdf3-ec1a-800d-846f-8fef3daee408', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'canary203b14dd04caeefbd8a51dfdbca533ad', 'shared', 'agency', NULL, NULL, NULL, NULL, '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00');


--
-- Data for Name: thread_reads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.thread_reads VALUES
	('FP-2026-FARH9ZI7X', '786e7012-519a-813f-bcc6-ca7b7509fb60', '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00', NULL),
	('FP-2026-3IY3M15KK', '4b049495-9a78-8740-bc8c-abb5d3252272', '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00', NULL);


--
-- Data for Name: threads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.threads VALUES
	('FP-2026-FARH9ZI7X', '786e7012-519a-813f-bcc6-ca7b7509fb60', 'shared', 'canaryf65c663d9d32e544bed920b9b4222a93', false, '2026-11-29 22:23:11+00'),
	('FP-2026-3IY3M15KK', '4b049495-9a78-8740-bc8c-abb5d3252272', 'shared', 'canary203b14dd04caeefbd8a51dfdbca533ad', false, '2026-11-29 22:23:11+00');


--
-- Data for Name: totp_secrets; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: uploads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.uploads VALUES
	('FP-2026-FARH9ZI7X', '37ab81e9-b4dd-8777-be32-2d2357fc1999', 'canaryf65c663d9d32e544bed920b9b4222a93.txt', 1, 'text/plain', NULL, 'other', 'shared', NULL, NULL, '01a22967-b19c-704f-a75f-2d197d098ab6', '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00', NULL, NULL, NULL),
	('FP-2026-3IY3M15KK', '3c3bbf10-de0f-8fe5-b295-ede81614aeb4', 'canary203b14dd04caeefbd8a51dfdbca533ad.txt', 1, 'text/plain', NULL, 'other', 'shared', NULL, NULL, '01a22967-b1a3-7461-a305-a2d3f32b032d', '2026-11-29 22:23:11+00', '2026-11-29 22:23:11+00', NULL, NULL, NULL);


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES
	('01a22967-b19c-704f-a75f-2d197d098ab6', 'canaryf65c663d9d32e544bed920b9b4222a93@isolation.invalid', 'Isolation check canaryf65c663d9d32e544bed920b9b4222a93', '', NULL, 'en', 'none', '{}', 0, '2026-11-29 22:23:11.256735+00', NULL),
	('01a22967-b1a3-7461-a305-a2d3f32b032d', 'canary203b14dd04caeefbd8a51dfdbca533ad@isolation.invalid', 'Isolation check canary203b14dd04caeefbd8a51dfdbca533ad', '', NULL, 'en', 'none', '{}', 0, '2026-11-29 22:23:11.256735+00', NULL);


--
-- Name: _sqlx_migrations _sqlx_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);


--
-- Name: activity activity_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_pkey PRIMARY KEY (project_id, id);


--
-- Name: agency_invitations agency_invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_invitations
    ADD CONSTRAINT agency_invitations_pkey PRIMARY KEY (id);


--
-- Name: agency_invitations agency_invitations_token_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_invitations
    ADD CONSTRAINT agency_invitations_token_key UNIQUE (token_hash);


--
-- Name: allowances allowances_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allowances
    ADD CONSTRAINT allowances_pkey PRIMARY KEY (project_id);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (project_id, id);


--
-- Name: approvals approvals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (project_id, id);


--
-- Name: document_versions document_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_pkey PRIMARY KEY (project_id, document_id, version);


--
-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (project_id, id);


--
-- Name: domains domains_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.domains
    ADD CONSTRAINT domains_pkey PRIMARY KEY (project_id, id);


--
-- Name: email_changes email_changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_changes
    ADD CONSTRAINT email_changes_pkey PRIMARY KEY (token_hash);


--
-- Name: failures failures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.failures
    ADD CONSTRAINT failures_pkey PRIMARY KEY (account);


--
-- Name: file_requests file_requests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.file_requests
    ADD CONSTRAINT file_requests_pkey PRIMARY KEY (project_id, id);


--
-- Name: handoffs handoffs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_pkey PRIMARY KEY (code_hash);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, actor, key);


--
-- Name: identities identities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject);


--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (project_id, id);


--
-- Name: isolation_runs isolation_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.isolation_runs
    ADD CONSTRAINT isolation_runs_pkey PRIMARY KEY (id);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);


--
-- Name: listings listings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listings
    ADD CONSTRAINT listings_pkey PRIMARY KEY (project_id, holder_id);


--
-- Name: mail_logins mail_logins_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_logins
    ADD CONSTRAINT mail_logins_pkey PRIMARY KEY (id);


--
-- Name: mail_logins mail_logins_token_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_logins
    ADD CONSTRAINT mail_logins_token_key UNIQUE (token_hash);


--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (project_id, user_id);


--
-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (project_id, id);


--
-- Name: milestones milestones_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.milestones
    ADD CONSTRAINT milestones_pkey PRIMARY KEY (project_id, id);


--
-- Name: organisations organisations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (id);


--
-- Name: partner_agencies partner_agencies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_agencies
    ADD CONSTRAINT partner_agencies_pkey PRIMARY KEY (id);


--
-- Name: partner_agents partner_agents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_agents
    ADD CONSTRAINT partner_agents_pkey PRIMARY KEY (agency_id, user_id);


--
-- Name: partner_shares partner_shares_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_shares
    ADD CONSTRAINT partner_shares_pkey PRIMARY KEY (project_id, agency_id);


--
-- Name: passkey_ceremonies passkey_ceremonies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.passkey_ceremonies
    ADD CONSTRAINT passkey_ceremonies_pkey PRIMARY KEY (visitor_hash);


--
-- Name: passkeys passkeys_credential_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_credential_key UNIQUE (credential_id);


--
-- Name: passkeys passkeys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);


--
-- Name: password_tokens password_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_tokens
    ADD CONSTRAINT password_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: pending_logins pending_logins_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending_logins
    ADD CONSTRAINT pending_logins_pkey PRIMARY KEY (secret_hash);


--
-- Name: personal_tokens personal_tokens_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personal_tokens
    ADD CONSTRAINT personal_tokens_hash_key UNIQUE (token_hash);


--
-- Name: personal_tokens personal_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personal_tokens
    ADD CONSTRAINT personal_tokens_pkey PRIMARY KEY (id);


--
-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (name);


--
-- Name: project_ids project_ids_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_ids
    ADD CONSTRAINT project_ids_pkey PRIMARY KEY (project_id);


--
-- Name: project_rules project_rules_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_rules
    ADD CONSTRAINT project_rules_pkey PRIMARY KEY (project_id);


--
-- Name: project_settings project_settings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_settings
    ADD CONSTRAINT project_settings_pkey PRIMARY KEY (project_id);


--
-- Name: projects projects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (project_id);


--
-- Name: recovery_codes recovery_codes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_hash);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: row_counts row_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.row_counts
    ADD CONSTRAINT row_counts_pkey PRIMARY KEY (project_id, kind, piece);


--
-- Name: served_domains served_domains_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.served_domains
    ADD CONSTRAINT served_domains_pkey PRIMARY KEY (name);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: sign_in_flows sign_in_flows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_flows
    ADD CONSTRAINT sign_in_flows_pkey PRIMARY KEY (id);


--
-- Name: sign_in_flows sign_in_flows_state_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_flows
    ADD CONSTRAINT sign_in_flows_state_key UNIQUE (state_hash);


--
-- Name: signing_keys signing_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (kid);


--
-- Name: submissions submissions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_pkey PRIMARY KEY (id);


--
-- Name: submissions submissions_project_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_project_key UNIQUE (project_id);


--
-- Name: submissions submissions_resume_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_resume_key UNIQUE (resume_hash);


--
-- Name: synthetic_tenants synthetic_tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_pkey PRIMARY KEY (name);


--
-- Name: synthetic_tenants synthetic_tenants_project_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_project_key UNIQUE (project_id);


--
-- Name: synthetic_tenants synthetic_tenants_user_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_user_key UNIQUE (user_id);


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (project_id, id);


--
-- Name: thread_reads thread_reads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thread_reads
    ADD CONSTRAINT thread_reads_pkey PRIMARY KEY (project_id, thread_id, user_id);


--
-- Name: threads threads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (project_id, id);


--
-- Name: totp_secrets totp_secrets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_pkey PRIMARY KEY (user_id);


--
-- Name: uploads uploads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (project_id, id);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: activity_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_created ON public.activity USING btree (project_id, created_at);


--
-- Name: agency_invitations_agency; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agency_invitations_agency ON public.agency_invitations USING btree (agency_id, email);


--
-- Name: agency_invitations_mail; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX agency_invitations_mail ON public.agency_invitations USING btree (mail_id);


--
-- Name: api_keys_secret; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX api_keys_secret ON public.api_keys USING btree (project_id, secret_hash);


--
-- Name: approvals_one_per_version; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX approvals_one_per_version ON public.approvals USING btree (project_id, document_id, version);


--
-- Name: documents_deliverables; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX documents_deliverables ON public.documents USING btree (project_id) WHERE ((kind = 'deliverable'::text) AND (deleted_at IS NULL));


--
-- Name: domains_name; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX domains_name ON public.domains USING btree (project_id, name);


--
-- Name: email_changes_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_changes_expiry ON public.email_changes USING btree (expires_at);


--
-- Name: email_changes_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX email_changes_user ON public.email_changes USING btree (user_id);


--
-- Name: failures_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX failures_failed ON public.failures USING btree (failed_at);


--
-- Name: handoffs_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX handoffs_expiry ON public.handoffs USING btree (expires_at);


--
-- Name: identities_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX identities_user ON public.identities USING btree (user_id);


--
-- Name: invitations_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_email ON public.invitations USING btree (project_id, email);


--
-- Name: invitations_token; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX invitations_token ON public.invitations USING btree (project_id, token_hash);


--
-- Name: isolation_runs_started; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX isolation_runs_started ON public.isolation_runs USING btree (started_at DESC);


--
-- Name: jobs_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_finished ON public.jobs USING btree (finished_at) WHERE (finished_at IS NOT NULL);


--
-- Name: jobs_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_lane ON public.jobs USING btree (project_id, run_at) WHERE (state = 'ready'::text);


--
-- Name: jobs_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_leased ON public.jobs USING btree (project_id) WHERE ((state = 'ready'::text) AND (lease_until IS NOT NULL));


--
-- Name: jobs_platform; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_platform ON public.jobs USING btree (run_at) WHERE ((state = 'ready'::text) AND (project_id IS NULL));


--
-- Name: jobs_ready; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_ready ON public.jobs USING btree (run_at) WHERE ((state = 'ready'::text) AND (attempts >= 0));


--
-- Name: jobs_troubled; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX jobs_troubled ON public.jobs USING btree (created_at) WHERE ((state = ANY (ARRAY['dead'::text, 'aside'::text])) OR ((state = 'ready'::text) AND (last_error IS NOT NULL)));


--
-- Name: listings_holder; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX listings_holder ON public.listings USING btree (holder_id, archived, created_at DESC, project_id DESC);


--
-- Name: mail_logins_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_logins_expiry ON public.mail_logins USING btree (expires_at);


--
-- Name: mail_logins_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_logins_user ON public.mail_logins USING btree (user_id);


--
-- Name: mail_logins_visitor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_logins_visitor ON public.mail_logins USING btree (visitor_hash);


--
-- Name: messages_thread; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX messages_thread ON public.messages USING btree (project_id, thread_id, id);


--
-- Name: partner_agents_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX partner_agents_user ON public.partner_agents USING btree (user_id);


--
-- Name: passkey_ceremonies_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX passkey_ceremonies_expiry ON public.passkey_ceremonies USING btree (expires_at);


--
-- Name: passkeys_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX passkeys_user ON public.passkeys USING btree (user_id);


--
-- Name: password_tokens_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX password_tokens_expiry ON public.password_tokens USING btree (expires_at);


--
-- Name: pending_logins_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pending_logins_expiry ON public.pending_logins USING btree (expires_at);


--
-- Name: personal_tokens_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX personal_tokens_user ON public.personal_tokens USING btree (user_id);


--
-- Name: refresh_tokens_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_tokens_expiry ON public.refresh_tokens USING btree (expires_at);


--
-- Name: served_domains_check; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX served_domains_check ON public.served_domains USING btree (check_at);


--
-- Name: served_domains_claim; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX served_domains_claim ON public.served_domains USING btree (project_id, domain_id);


--
-- Name: sessions_renewal; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX sessions_renewal ON public.sessions USING btree (renewal_hash);


--
-- Name: sessions_root; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_root ON public.sessions USING btree (root_id);


--
-- Name: sessions_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_user ON public.sessions USING btree (user_id, audience);


--
-- Name: sign_in_flows_binding; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_flows_binding ON public.sign_in_flows USING btree (binding_hash);


--
-- Name: sign_in_flows_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_flows_expiry ON public.sign_in_flows USING btree (expires_at);


--
-- Name: submissions_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX submissions_open ON public.submissions USING btree (opened_from, updated_at) WHERE (state = ANY (ARRAY['draft'::text, 'awaiting_code'::text]));


--
-- Name: submissions_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX submissions_state ON public.submissions USING btree (state, created_at DESC);


--
-- Name: tasks_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX tasks_open ON public.tasks USING btree (project_id) WHERE (done_at IS NULL);


--
-- Name: uploads_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX uploads_open ON public.uploads USING btree (project_id, expires_at) WHERE (completed_as IS NULL);


--
-- Name: uploads_version; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uploads_version ON public.uploads USING btree (project_id, document_id, version);


--
-- Name: activity activity_actor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.users(id);


--
-- Name: activity activity_key; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_key FOREIGN KEY (project_id, key_id) REFERENCES public.api_keys(project_id, id);


--
-- Name: activity activity_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity
    ADD CONSTRAINT activity_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: agency_invitations agency_invitations_agency_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_invitations
    ADD CONSTRAINT agency_invitations_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES public.partner_agencies(id);


--
-- Name: agency_invitations agency_invitations_invited_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_invitations
    ADD CONSTRAINT agency_invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id);


--
-- Name: allowances allowances_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allowances
    ADD CONSTRAINT allowances_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);


--
-- Name: allowances allowances_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allowances
    ADD CONSTRAINT allowances_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project_ids(project_id);


--
-- Name: api_keys api_keys_made_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.users(id);


--
-- Name: api_keys api_keys_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: approvals approvals_decided_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.users(id);


--
-- Name: approvals approvals_project_id_document_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_project_id_document_id_version_fkey FOREIGN KEY (project_id, document_id, version) REFERENCES public.document_versions(project_id, document_id, version);


--
-- Name: approvals approvals_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: document_versions document_versions_project_id_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_project_id_document_id_fkey FOREIGN KEY (project_id, document_id) REFERENCES public.documents(project_id, id);


--
-- Name: document_versions document_versions_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: document_versions document_versions_uploaded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_versions
    ADD CONSTRAINT document_versions_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.users(id);


--
-- Name: documents documents_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: documents documents_project_id_file_request_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_project_id_file_request_id_fkey FOREIGN KEY (project_id, file_request_id) REFERENCES public.file_requests(project_id, id);


--
-- Name: documents documents_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: domains domains_added_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.domains
    ADD CONSTRAINT domains_added_by_fkey FOREIGN KEY (added_by) REFERENCES public.users(id);


--
-- Name: domains domains_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.domains
    ADD CONSTRAINT domains_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: email_changes email_changes_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.email_changes
    ADD CONSTRAINT email_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: file_requests file_requests_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.file_requests
    ADD CONSTRAINT file_requests_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: file_requests file_requests_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.file_requests
    ADD CONSTRAINT file_requests_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: handoffs handoffs_root_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_root_id_fkey FOREIGN KEY (root_id) REFERENCES public.sessions(id);


--
-- Name: handoffs handoffs_session_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id);


--
-- Name: handoffs handoffs_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: identities identities_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: invitations invitations_invited_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id);


--
-- Name: invitations invitations_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: listings listings_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.listings
    ADD CONSTRAINT listings_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: mail_logins mail_logins_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_logins
    ADD CONSTRAINT mail_logins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: members members_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: members members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: messages messages_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id);


--
-- Name: messages messages_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: messages messages_project_id_thread_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_project_id_thread_id_fkey FOREIGN KEY (project_id, thread_id) REFERENCES public.threads(project_id, id);


--
-- Name: milestones milestones_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.milestones
    ADD CONSTRAINT milestones_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: partner_agents partner_agents_agency_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_agents
    ADD CONSTRAINT partner_agents_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES public.partner_agencies(id);


--
-- Name: partner_agents partner_agents_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_agents
    ADD CONSTRAINT partner_agents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: partner_shares partner_shares_agency_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_shares
    ADD CONSTRAINT partner_shares_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES public.partner_agencies(id);


--
-- Name: partner_shares partner_shares_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partner_shares
    ADD CONSTRAINT partner_shares_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: passkey_ceremonies passkey_ceremonies_session_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.passkey_ceremonies
    ADD CONSTRAINT passkey_ceremonies_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id);


--
-- Name: passkeys passkeys_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: password_tokens password_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_tokens
    ADD CONSTRAINT password_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: pending_logins pending_logins_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending_logins
    ADD CONSTRAINT pending_logins_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: personal_tokens personal_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.personal_tokens
    ADD CONSTRAINT personal_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: project_rules project_rules_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_rules
    ADD CONSTRAINT project_rules_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: project_settings project_settings_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_settings
    ADD CONSTRAINT project_settings_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: projects projects_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);


--
-- Name: projects projects_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project_ids(project_id);


--
-- Name: recovery_codes recovery_codes_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id);


--
-- Name: row_counts row_counts_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.row_counts
    ADD CONSTRAINT row_counts_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: served_domains served_domains_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.served_domains
    ADD CONSTRAINT served_domains_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project_ids(project_id);


--
-- Name: sessions sessions_root_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_root_id_fkey FOREIGN KEY (root_id) REFERENCES public.sessions(id);


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: sign_in_flows sign_in_flows_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in_flows
    ADD CONSTRAINT sign_in_flows_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: submissions submissions_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.submissions
    ADD CONSTRAINT submissions_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project_ids(project_id);


--
-- Name: synthetic_tenants synthetic_tenants_agency_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES public.partner_agencies(id);


--
-- Name: synthetic_tenants synthetic_tenants_organisation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);


--
-- Name: synthetic_tenants synthetic_tenants_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.project_ids(project_id);


--
-- Name: synthetic_tenants synthetic_tenants_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.synthetic_tenants
    ADD CONSTRAINT synthetic_tenants_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: tasks tasks_assignee_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.users(id);


--
-- Name: tasks tasks_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: tasks tasks_done_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_done_by_fkey FOREIGN KEY (done_by) REFERENCES public.users(id);


--
-- Name: tasks tasks_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: tasks tasks_project_id_milestone_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_project_id_milestone_id_fkey FOREIGN KEY (project_id, milestone_id) REFERENCES public.milestones(project_id, id);


--
-- Name: thread_reads thread_reads_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thread_reads
    ADD CONSTRAINT thread_reads_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: thread_reads thread_reads_project_id_thread_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thread_reads
    ADD CONSTRAINT thread_reads_project_id_thread_id_fkey FOREIGN KEY (project_id, thread_id) REFERENCES public.threads(project_id, id);


--
-- Name: thread_reads thread_reads_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thread_reads
    ADD CONSTRAINT thread_reads_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: threads threads_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT threads_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: totp_secrets totp_secrets_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: uploads uploads_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: uploads uploads_project_id_completed_as_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_project_id_completed_as_fkey FOREIGN KEY (project_id, completed_as) REFERENCES public.documents(project_id, id);


--
-- Name: uploads uploads_project_id_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_project_id_document_id_fkey FOREIGN KEY (project_id, document_id) REFERENCES public.documents(project_id, id);


--
-- Name: uploads uploads_project_id_file_request_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_project_id_file_request_id_fkey FOREIGN KEY (project_id, file_request_id) REFERENCES public.file_requests(project_id, id);


--
-- Name: uploads uploads_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(project_id);


--
-- Name: activity; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.activity ENABLE ROW LEVEL SECURITY;

--
-- Name: allowances; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.allowances ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: approvals; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.approvals ENABLE ROW LEVEL SECURITY;

--
-- Name: document_versions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.document_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: documents; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

--
-- Name: domains; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.domains ENABLE ROW LEVEL SECURITY;

--
-- Name: plans everybody; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY everybody ON public.plans FOR SELECT TO fataplus_app USING (true);


--
-- Name: file_requests; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.file_requests ENABLE ROW LEVEL SECURITY;

--
-- Name: listings held; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY held ON public.listings FOR SELECT TO fataplus_platform USING (((holder_id = ANY ((string_to_array(current_setting('app.holders'::text, true), ','::text))::uuid[])) AND ((expires_at IS NULL) OR (expires_at > now()))));


--
-- Name: invitations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: members judged; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY judged ON public.members FOR SELECT TO fataplus_platform USING (((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)) AND (user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid)));


--
-- Name: partner_shares judged; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY judged ON public.partner_shares FOR SELECT TO fataplus_platform USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: project_rules judged; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY judged ON public.project_rules FOR SELECT TO fataplus_platform USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: projects judged; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY judged ON public.projects FOR SELECT TO fataplus_platform USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: activity kept; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY kept ON public.activity AS RESTRICTIVE FOR DELETE TO fataplus_app USING ((current_setting('app.trims'::text, true) = 'on'::text));


--
-- Name: listings; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.listings ENABLE ROW LEVEL SECURITY;

--
-- Name: members; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;

--
-- Name: messages; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

--
-- Name: milestones; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.milestones ENABLE ROW LEVEL SECURITY;

--
-- Name: allowances own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.allowances FOR SELECT TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: project_ids own; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY own ON public.project_ids FOR SELECT TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: partner_shares; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.partner_shares ENABLE ROW LEVEL SECURITY;

--
-- Name: plans; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.plans ENABLE ROW LEVEL SECURITY;

--
-- Name: allowances platform; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY platform ON public.allowances TO fataplus_platform USING (true) WITH CHECK (true);


--
-- Name: jobs platform; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY platform ON public.jobs TO fataplus_platform USING (true) WITH CHECK (true);


--
-- Name: plans platform; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY platform ON public.plans TO fataplus_platform USING (true) WITH CHECK (true);


--
-- Name: project_ids platform; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY platform ON public.project_ids TO fataplus_platform USING (true) WITH CHECK (true);


--
-- Name: served_domains platform; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY platform ON public.served_domains TO fataplus_platform USING (true) WITH CHECK (true);


--
-- Name: project_ids; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.project_ids ENABLE ROW LEVEL SECURITY;

--
-- Name: project_rules; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.project_rules ENABLE ROW LEVEL SECURITY;

--
-- Name: project_settings; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.project_settings ENABLE ROW LEVEL SECURITY;

--
-- Name: projects; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.projects ENABLE ROW LEVEL SECURITY;

--
-- Name: row_counts; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.row_counts ENABLE ROW LEVEL SECURITY;

--
-- Name: served_domains; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.served_domains ENABLE ROW LEVEL SECURITY;

--
-- Name: served_domains served_of_the_project; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY served_of_the_project ON public.served_domains FOR SELECT TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: tasks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;

--
-- Name: activity tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.activity TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: api_keys tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.api_keys TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: approvals tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.approvals TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: document_versions tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.document_versions TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: documents tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.documents TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: domains tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.domains TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: file_requests tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.file_requests TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: invitations tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.invitations TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: listings tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.listings TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: members tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.members TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: messages tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.messages TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: milestones tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.milestones TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: partner_shares tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.partner_shares TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: project_rules tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.project_rules TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: project_settings tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.project_settings TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: projects tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.projects TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: row_counts tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.row_counts TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: tasks tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.tasks TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: thread_reads tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.thread_reads TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: threads tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.threads TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: uploads tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant ON public.uploads TO fataplus_app USING ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text))) WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: jobs tenant_enqueues; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY tenant_enqueues ON public.jobs FOR INSERT TO fataplus_app WITH CHECK ((project_id = NULLIF(current_setting('app.project_id'::text, true), ''::text)));


--
-- Name: thread_reads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.thread_reads ENABLE ROW LEVEL SECURITY;

--
-- Name: threads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.threads ENABLE ROW LEVEL SECURITY;

--
-- Name: uploads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.uploads ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO fataplus_app;
GRANT USAGE ON SCHEMA public TO fataplus_platform;


--
-- Name: FUNCTION add_to_count(project text, counted text, change bigint); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.add_to_count(project text, counted text, change bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.add_to_count(project text, counted text, change bigint) TO fataplus_app;


--
-- Name: FUNCTION announce(change text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.announce(change text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.announce(change text) TO fataplus_app;
GRANT ALL ON FUNCTION public.announce(change text) TO fataplus_platform;


--
-- Name: FUNCTION count_rows(project text, tables text[], changes bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.count_rows(project text, tables text[], changes bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.count_rows(project text, tables text[], changes bigint[]) TO fataplus_app;


--
-- Name: FUNCTION default_plan(); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.default_plan() FROM PUBLIC;
GRANT ALL ON FUNCTION public.default_plan() TO fataplus_app;
GRANT ALL ON FUNCTION public.default_plan() TO fataplus_platform;


--
-- Name: FUNCTION folded(typed text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.folded(typed text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.folded(typed text) TO fataplus_app;
GRANT ALL ON FUNCTION public.folded(typed text) TO fataplus_platform;


--
-- Name: TABLE partner_agents; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.partner_agents TO fataplus_platform;


--
-- Name: COLUMN partner_agents.admin; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(admin) ON TABLE public.partner_agents TO fataplus_platform;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO fataplus_platform;


--
-- Name: FUNCTION hold_listings(person uuid); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.hold_listings(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hold_listings(person uuid) TO fataplus_platform;


--
-- Name: FUNCTION list_project(project text); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.list_project(project text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.list_project(project text) TO fataplus_app;


--
-- Name: FUNCTION waiting(project text, today date); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.waiting(project text, today date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.waiting(project text, today date) TO fataplus_app;


--
-- Name: FUNCTION distribute(enrolled regclass); Type: ACL; Schema: tenancy; Owner: -
--

REVOKE ALL ON FUNCTION tenancy.distribute(enrolled regclass) FROM PUBLIC;


--
-- Name: FUNCTION enrol(enrolled regclass, app text, judged text); Type: ACL; Schema: tenancy; Owner: -
--

REVOKE ALL ON FUNCTION tenancy.enrol(enrolled regclass, app text, judged text) FROM PUBLIC;


--
-- Name: TABLE activity; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.activity TO fataplus_app;


--
-- Name: TABLE agency_invitations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.agency_invitations TO fataplus_platform;


--
-- Name: TABLE allowances; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.allowances TO fataplus_platform;
GRANT SELECT ON TABLE public.allowances TO fataplus_app;


--
-- Name: TABLE api_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.api_keys TO fataplus_app;


--
-- Name: TABLE approvals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.approvals TO fataplus_app;


--
-- Name: TABLE document_versions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.document_versions TO fataplus_app;


--
-- Name: TABLE documents; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.documents TO fataplus_app;


--
-- Name: TABLE domains; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.domains TO fataplus_app;


--
-- Name: TABLE email_changes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_changes TO fataplus_platform;


--
-- Name: TABLE failures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.failures TO fataplus_platform;


--
-- Name: TABLE file_requests; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.file_requests TO fataplus_app;


--
-- Name: TABLE handoffs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.handoffs TO fataplus_platform;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO fataplus_platform;


--
-- Name: TABLE identities; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.identities TO fataplus_platform;


--
-- Name: COLUMN identities.email; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(email) ON TABLE public.identities TO fataplus_platform;


--
-- Name: COLUMN identities.last_used_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(last_used_at) ON TABLE public.identities TO fataplus_platform;


--
-- Name: TABLE invitations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.invitations TO fataplus_app;


--
-- Name: TABLE isolation_runs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.isolation_runs TO fataplus_platform;


--
-- Name: TABLE jobs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs TO fataplus_platform;
GRANT INSERT ON TABLE public.jobs TO fataplus_app;


--
-- Name: TABLE listings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.listings TO fataplus_app;
GRANT SELECT ON TABLE public.listings TO fataplus_platform;


--
-- Name: TABLE members; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.members TO fataplus_app;


--
-- Name: COLUMN members.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(project_id) ON TABLE public.members TO fataplus_platform;


--
-- Name: COLUMN members.user_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(user_id) ON TABLE public.members TO fataplus_platform;


--
-- Name: COLUMN members.role; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(role) ON TABLE public.members TO fataplus_platform;


--
-- Name: COLUMN members.lead; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(lead) ON TABLE public.members TO fataplus_platform;


--
-- Name: COLUMN members.removed_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(removed_at) ON TABLE public.members TO fataplus_platform;


--
-- Name: COLUMN members.returned_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(returned_at) ON TABLE public.members TO fataplus_platform;


--
-- Name: TABLE partner_shares; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partner_shares TO fataplus_app;


--
-- Name: COLUMN partner_shares.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(project_id) ON TABLE public.partner_shares TO fataplus_platform;


--
-- Name: COLUMN partner_shares.agency_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(agency_id) ON TABLE public.partner_shares TO fataplus_platform;


--
-- Name: COLUMN partner_shares.level; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(level) ON TABLE public.partner_shares TO fataplus_platform;


--
-- Name: COLUMN partner_shares.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(expires_at) ON TABLE public.partner_shares TO fataplus_platform;


--
-- Name: TABLE projects; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.projects TO fataplus_app;


--
-- Name: COLUMN projects.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(project_id) ON TABLE public.projects TO fataplus_platform;


--
-- Name: COLUMN projects.title; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(title) ON TABLE public.projects TO fataplus_platform;


--
-- Name: COLUMN projects.workspace; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(workspace) ON TABLE public.projects TO fataplus_platform;


--
-- Name: TABLE listings_due; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.listings_due TO fataplus_app;


--
-- Name: TABLE mail_logins; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mail_logins TO fataplus_platform;


--
-- Name: TABLE messages; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.messages TO fataplus_app;


--
-- Name: TABLE milestones; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.milestones TO fataplus_app;


--
-- Name: TABLE organisations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.organisations TO fataplus_platform;


--
-- Name: TABLE partner_agencies; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.partner_agencies TO fataplus_platform;


--
-- Name: TABLE passkey_ceremonies; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkey_ceremonies TO fataplus_platform;


--
-- Name: TABLE passkeys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkeys TO fataplus_platform;


--
-- Name: TABLE password_tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.password_tokens TO fataplus_platform;


--
-- Name: TABLE pending_logins; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pending_logins TO fataplus_platform;


--
-- Name: TABLE personal_tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.personal_tokens TO fataplus_platform;


--
-- Name: TABLE plans; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.plans TO fataplus_platform;
GRANT SELECT ON TABLE public.plans TO fataplus_app;


--
-- Name: TABLE project_ids; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.project_ids TO fataplus_platform;
GRANT SELECT ON TABLE public.project_ids TO fataplus_app;


--
-- Name: TABLE project_limits; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.project_limits TO fataplus_app;
GRANT SELECT ON TABLE public.project_limits TO fataplus_platform;


--
-- Name: TABLE project_rules; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.project_rules TO fataplus_app;


--
-- Name: COLUMN project_rules.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(project_id) ON TABLE public.project_rules TO fataplus_platform;


--
-- Name: COLUMN project_rules.ip_allow; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(ip_allow) ON TABLE public.project_rules TO fataplus_platform;


--
-- Name: COLUMN project_rules.session_minutes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(session_minutes) ON TABLE public.project_rules TO fataplus_platform;


--
-- Name: COLUMN project_rules.client_mfa; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(client_mfa) ON TABLE public.project_rules TO fataplus_platform;


--
-- Name: TABLE project_settings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.project_settings TO fataplus_app;


--
-- Name: TABLE recovery_codes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recovery_codes TO fataplus_platform;


--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.refresh_tokens TO fataplus_platform;


--
-- Name: TABLE row_counts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.row_counts TO fataplus_app;


--
-- Name: TABLE served_domains; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.served_domains TO fataplus_platform;


--
-- Name: COLUMN served_domains.name; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(name) ON TABLE public.served_domains TO fataplus_app;


--
-- Name: COLUMN served_domains.project_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(project_id) ON TABLE public.served_domains TO fataplus_app;


--
-- Name: COLUMN served_domains.domain_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(domain_id) ON TABLE public.served_domains TO fataplus_app;


--
-- Name: COLUMN served_domains.failures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(failures) ON TABLE public.served_domains TO fataplus_app;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.sessions TO fataplus_platform;


--
-- Name: TABLE sign_in_flows; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_flows TO fataplus_platform;


--
-- Name: TABLE signing_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.signing_keys TO fataplus_platform;


--
-- Name: TABLE submissions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.submissions TO fataplus_platform;


--
-- Name: TABLE synthetic_tenants; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.synthetic_tenants TO fataplus_platform;


--
-- Name: TABLE tasks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tasks TO fataplus_app;


--
-- Name: TABLE thread_reads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.thread_reads TO fataplus_app;


--
-- Name: TABLE threads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.threads TO fataplus_app;


--
-- Name: TABLE totp_secrets; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.totp_secrets TO fataplus_platform;


--
-- Name: TABLE uploads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.uploads TO fataplus_app;


--
-- Name: DEFAULT PRIVILEGES FOR TYPES; Type: DEFAULT ACL; Schema: -; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON TYPES  FROM PUBLIC;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


--
-- PostgreSQL database dump complete
--


ALTER TABLE ONLY public.activity FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.allowances FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.approvals FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.document_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.documents FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.domains FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.file_requests FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.jobs FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.listings FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.members FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.partner_shares FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.projects FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.milestones FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.plans FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.project_ids FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.project_rules FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.project_settings FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.row_counts FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.served_domains FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.tasks FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.thread_reads FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.threads FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.uploads FORCE ROW LEVEL SECURITY;
