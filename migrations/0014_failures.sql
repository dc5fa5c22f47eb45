-- Requests that failed by the service's own fault are a meter, too.
alter table usage_hours drop constraint usage_hours_meter_check;
alter table usage_hours add constraint usage_hours_meter_check check (meter in
    ('api_calls', 'page_views', 'document_views', 'downloads', 'messages', 'failures', 'storage_bytes'));
alter table usage_days drop constraint usage_days_meter_check;
alter table usage_days add constraint usage_days_meter_check check (meter in
    ('api_calls', 'page_views', 'document_views', 'downloads', 'messages', 'failures', 'storage_bytes'));
