-- As the service's role, with no project armed: there are no rows.
DO $unarmed$
DECLARE
    found text := '';
    t record;
    seen boolean;
BEGIN
    FOR t IN
        SELECT c.relname AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> ALL (string_to_array(current_setting('isolation.platform_tables'), ','))
          AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', t.name) INTO seen;
        IF seen THEN
            found := found || t.name || ': rows are seen with no project armed' || E'\n';
        END IF;
    END LOOP;
    PERFORM set_config('isolation.found', found, true), set_config('isolation.tried', '0', true);
END
$unarmed$;
