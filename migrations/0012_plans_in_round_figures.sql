-- Plans in megabytes of a million bytes, as pages show and take them; figures that were changed stay.
-- The owner has no policy of its own: for the time of the change its rows are not kept from it.
alter table plans no force row level security;
update plans set storage_bytes = 1000000000, upload_bytes = 250000000
where name = 'small' and storage_bytes = 1073741824 and upload_bytes = 268435456;
update plans set storage_bytes = 5000000000, upload_bytes = 1000000000
where name = 'standard' and storage_bytes = 5368709120 and upload_bytes = 1073741824;
update plans set storage_bytes = 50000000000, upload_bytes = 5000000000
where name = 'large' and storage_bytes = 53687091200 and upload_bytes = 5368709120;
alter table plans force row level security;
