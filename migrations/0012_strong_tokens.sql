-- Whether a personal token was made in a session with a second factor: rules for sessions apply to it too.
alter table personal_tokens add column strong_at timestamptz;
