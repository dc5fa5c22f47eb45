-- Mail about tasks is a topic of its own.
alter table users drop constraint users_muted_check;
alter table users add constraint users_muted_check
    check (muted <@ array['messages', 'documents', 'approvals', 'file_requests', 'tasks', 'status']);
