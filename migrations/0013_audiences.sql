-- Threads have the audiences of documents; the newest mailed message of each reader is stored.

-- client: agency and client; partner: agency and partners from level edit; shared: all of these; internal: the agency.
alter table threads drop constraint threads_kind_check;
alter table threads add constraint threads_kind_check check (kind in ('internal', 'client', 'partner', 'shared'));

-- Newest message the reader was mailed of, whether or not they ever read the thread.
alter table thread_reads alter column read_at drop not null;
alter table thread_reads add mailed_at timestamptz check (mailed_at is not null or read_at is not null);

-- Last mail to the agency about received files.
alter table file_requests add told_at timestamptz;

-- Search form of a text: without accents, case and invisible characters, ligatures as letters, apostrophes and dashes
-- of one kind. A scan of the rows visible to the caller: a function that is not leakproof uses no index under row-level
-- security.
create function folded(typed text) returns text language sql immutable strict parallel safe as $$
    select replace(replace(replace(lower(regexp_replace(
        normalize(replace(replace(translate(typed,
            '’‘ʼ‛′´`‐‑‒–—−øØđĐłŁı',
            '''''''''''''''------ooddlli'), 'Œ', 'œ'), 'Æ', 'æ'), NFKD),
        '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]', '', 'g')),
        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')
$$;
grant execute on function folded(text) to fataplus_platform;
