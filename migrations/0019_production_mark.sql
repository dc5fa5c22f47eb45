-- The mark that production leaves at its start; a database of development has no row. A service in development that
-- finds it starts nothing here.
create table production_mark (
    only_row  boolean primary key default true check (only_row),
    marked_at timestamptz not null default now()
);
grant select, insert on production_mark to fataplus_platform;
