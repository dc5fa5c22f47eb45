-- Drafts are anonymous, so that they are few: of one address, and all together. Who came from the same address is told by a
-- keyed hash of it.
alter table submissions add column opened_from bytea;
create index submissions_open on submissions (opened_from, updated_at) where state in ('draft', 'awaiting_code');
