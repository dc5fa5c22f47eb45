-- The queue: jobs that are tried for days, jobs unknown to this version, a claim that reads few rows however many wait;
-- and deletion of expired platform rows.

-- 'aside': of a kind or form this version does not know. It is kept, and taken up again by one that does.
alter table jobs drop constraint jobs_state_check,
    add constraint jobs_state_check check (state in ('ready', 'done', 'dead', 'aside'));
-- The first job of all, for statements with `attempts >= 0`, and the first of each project. Statements for a project's
-- first leave that condition out, so that the other index is not used for them: it would read through the longest
-- queue.
drop index jobs_ready;
create index jobs_ready on jobs (run_at) where state = 'ready' and attempts >= 0;
create index jobs_platform on jobs (run_at) where state = 'ready' and project_id is null;
create index jobs_lane on jobs (project_id, run_at) where state = 'ready';
create index jobs_troubled on jobs (created_at)
    where state in ('dead', 'aside') or (state = 'ready' and last_error is not null);
create index jobs_finished on jobs (finished_at) where finished_at is not null;

-- The mail an invitation went out with, and when it came back as impossible to deliver.
alter table invitations add mail_id uuid, add undelivered_at timestamptz;
alter table agency_invitations add mail_id uuid, add undelivered_at timestamptz;
create index agency_invitations_mail on agency_invitations (mail_id);

-- Indexes for the deletion of expired rows.
create index handoffs_expiry on handoffs (expires_at);
create index refresh_tokens_expiry on refresh_tokens (expires_at);
create index password_tokens_expiry on password_tokens (expires_at);
create index email_changes_expiry on email_changes (expires_at);
grant delete on handoffs, refresh_tokens, password_tokens, email_changes to fataplus_platform;
