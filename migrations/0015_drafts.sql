-- Drafts are anonymous, so their number is limited, for each address and in total. A keyed hash of the address
-- identifies it.
alter table submissions add column opened_from bytea;
create index submissions_open on submissions (opened_from, updated_at) where state in ('draft', 'awaiting_code');
