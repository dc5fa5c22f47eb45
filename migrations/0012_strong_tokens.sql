-- Whether a person's token was made in a session that had shown a second factor: what is asked of sessions is asked of it too.
alter table personal_tokens add column strong_at timestamptz;
