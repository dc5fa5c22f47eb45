-- Tries, as the platform's role, to read isolation.foreign: first as isolation.own's person, whose lists must not show it,
-- then without a person, to whom neither tenant is visible.
DO $person$
DECLARE
    own text := current_setting('isolation.own');
    other text := current_setting('isolation.foreign');
    person text := current_setting('app.user_id');
    found text := '';
    t record;
    seen boolean;
    seen_by_nobody boolean;
BEGIN
    FOR t IN
        SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> ALL (string_to_array(current_setting('isolation.platform_tables'), ','))
          AND has_column_privilege(c.oid, a.attnum, 'SELECT')
        ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE project_id = $1)', t.name) INTO seen USING other;
        PERFORM set_config('app.user_id', '', true);
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE project_id IN ($1, $2))', t.name)
            INTO seen_by_nobody USING own, other;
        PERFORM set_config('app.user_id', person, true);
        IF seen THEN
            found := found || t.name || ': in a person''s lists, rows of a project she has no part in' || E'\n';
        END IF;
        IF seen_by_nobody THEN
            found := found || t.name || ': in the lists of nobody, rows are seen' || E'\n';
        END IF;
    END LOOP;
    PERFORM set_config('isolation.found', found, true), set_config('isolation.tried', '0', true);
END
$person$;
