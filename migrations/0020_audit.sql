-- Audit trail of a project: what people changed, written by the change's own transaction, and which reads matter. The hash
-- of each line covers the line before it ([ADR 36](../docs/adr/0036-audit.md)).
create table audit (
    -- Not `projects`: its row may be locked by a transaction that waits for the trail.
    project_id text collate "C" not null references project_ids (project_id),
    -- Without gaps, from 1.
    seq        bigint not null check (seq > 0),
    at         timestamptz not null,
    kind       text not null,
    subject_id uuid,
    -- Personal data: the person, the program's key, and a JSON object in the text that was sealed.
    actor_id   uuid,
    key_id     uuid,
    detail     text,
    -- What the seal was salted with; gone with the personal data.
    salt       bytea check (octet_length(salt) = 16),
    -- SHA-256 of salt and personal data. It stays when they are erased, so that the chain stays whole.
    sealed     bytea not null check (octet_length(sealed) = 32),
    -- SHA-256 of the hash before, the number and all but the personal data.
    hash       bytea not null check (octet_length(hash) = 32),
    primary key (project_id, seq)
);
create index audit_subject on audit (project_id, subject_id, seq) where subject_id is not null;
create index audit_actor on audit (project_id, actor_id, seq);
select tenancy.enrol('audit', app := 'select, insert');

-- Appends lines to a project's trail, as a transaction commits: after all that it may have to wait for, since the next
-- transaction that writes to the trail waits for it. `lines` is a JSON array in UTF-8; bytes are written in hexadecimal.
create function append_audit(project text, lines bytea) returns void language plpgsql as $$
declare
    line jsonb;
    number bigint;
    before bytea;
begin
    perform pg_advisory_xact_lock(hashtext('audit'), hashtext(project));
    select a.seq, a.hash into number, before from audit a where a.project_id = project order by a.seq desc limit 1;
    number := coalesce(number, 0);
    before := coalesce(before, '');
    for line in select l.value from jsonb_array_elements(convert_from(lines, 'UTF8')::jsonb) with ordinality l (value, place)
                order by l.place loop
        number := number + 1;
        before := sha256(before || int8send(number) || decode(line ->> 'content', 'hex'));
        insert into audit (project_id, seq, at, kind, subject_id, actor_id, key_id, detail, salt, sealed, hash)
        values (project, number, (line ->> 'at')::timestamptz, line ->> 'kind', (line ->> 'subject')::uuid,
                (line ->> 'actor')::uuid, (line ->> 'key')::uuid, line ->> 'detail', decode(line ->> 'salt', 'hex'),
                decode(line ->> 'sealed', 'hex'), before);
    end loop;
end
$$;
grant execute on function append_audit(text, bytea) to fataplus_app;

-- The same for the platform: what people and the operator change outside of projects, and log-ins. A line is written by its
-- own transaction, which waits for no other; within a second it is tied into the chain.
create table platform_audit (
    id         uuid primary key,
    at         timestamptz not null,
    kind       text not null,
    subject_id uuid,
    actor_id   uuid,
    key_id     uuid,
    detail     text,
    salt       bytea check (octet_length(salt) = 16),
    sealed     bytea not null check (octet_length(sealed) = 32),
    content    bytea not null check (octet_length(content) = 32)
);
create table platform_audit_chain (
    seq      bigint primary key check (seq > 0),
    entry_id uuid not null references platform_audit (id),
    hash     bytea not null check (octet_length(hash) = 32),
    constraint platform_audit_chain_entry_key unique (entry_id)
);
-- Lines that are not tied in yet.
create table platform_audit_loose (
    entry_id uuid primary key references platform_audit (id)
);
grant select, insert on platform_audit, platform_audit_chain to fataplus_platform;
grant select, insert, delete on platform_audit_loose to fataplus_platform;

-- Writes lines, as `append_audit` does for a project.
create function note_platform_audit(lines bytea) returns void language sql
begin atomic
    insert into platform_audit (id, at, kind, subject_id, actor_id, key_id, detail, salt, sealed, content)
    select (l.line ->> 'id')::uuid, (l.line ->> 'at')::timestamptz, l.line ->> 'kind', (l.line ->> 'subject')::uuid,
           (l.line ->> 'actor')::uuid, (l.line ->> 'key')::uuid, l.line ->> 'detail', decode(l.line ->> 'salt', 'hex'),
           decode(l.line ->> 'sealed', 'hex'), decode(l.line ->> 'content', 'hex')
    from jsonb_array_elements(convert_from(lines, 'UTF8')::jsonb) l (line);
    insert into platform_audit_loose (entry_id)
    select (l.line ->> 'id')::uuid from jsonb_array_elements(convert_from(lines, 'UTF8')::jsonb) l (line);
end;
grant execute on function note_platform_audit(bytea) to fataplus_platform;

-- Ties loose lines into the chain, in the order of their IDs; returns whether none is left. Of several replicas one does it.
create function chain_platform_audit() returns boolean language plpgsql as $$
declare
    entry record;
    number bigint;
    before bytea;
begin
    if not pg_try_advisory_xact_lock(hashtext('audit'), hashtext('platform')) then
        return false;
    end if;
    select c.seq, c.hash into number, before from platform_audit_chain c order by c.seq desc limit 1;
    number := coalesce(number, 0);
    before := coalesce(before, '');
    for entry in select a.id, a.content from platform_audit_loose l join platform_audit a on a.id = l.entry_id
                 order by a.id limit 1000 loop
        number := number + 1;
        before := sha256(before || int8send(number) || entry.content);
        insert into platform_audit_chain (seq, entry_id, hash) values (number, entry.id, before);
        delete from platform_audit_loose l where l.entry_id = entry.id;
    end loop;
    return not exists (select from platform_audit_loose);
end
$$;
grant execute on function chain_platform_audit() to fataplus_platform;
