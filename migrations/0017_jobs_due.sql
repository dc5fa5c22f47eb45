-- Time at which a job was first due, or tried again by a person: how long it has waited is counted from here.
alter table jobs add column due_at timestamptz not null default now();
