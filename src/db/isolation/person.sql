-- Tries, as the platform's role, to read isolation.foreign: as isolation.own's person, in the project they are judged in
-- and in their listings; then with nothing armed, where neither tenant is visible. Armed by statements, not by
-- `set_config`: Citus hands only those on to its nodes.
DO $person$
DECLARE
    own text := current_setting('isolation.own');
    other text := current_setting('isolation.foreign');
    person text := current_setting('app.user_id');
    found text := '';
    t record;
    there boolean;
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
        EXECUTE format('SET LOCAL app.user_id = %L', person);
        EXECUTE format('SET LOCAL app.project_id = %L', own);
        PERFORM hold_listings(person::uuid);
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I WHERE project_id = $1),
                               EXISTS (SELECT 1 FROM %1$I WHERE project_id <> $1)', t.name)
            INTO there, seen USING own;
        SET LOCAL app.user_id = '';
        SET LOCAL app.project_id = '';
        SET LOCAL app.holders = '';
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE project_id IN ($1, $2))', t.name)
            INTO seen_by_nobody USING own, other;
        IF NOT there THEN
            found := found || t.name || ': the platform sees no row of a person''s own project, so nothing can be tried' || E'\n';
        END IF;
        IF seen THEN
            found := found || t.name || ': the platform sees rows of other projects than the person''s' || E'\n';
        END IF;
        IF seen_by_nobody THEN
            found := found || t.name || ': the platform sees rows with nothing armed' || E'\n';
        END IF;
    END LOOP;
    EXECUTE format('SET LOCAL app.user_id = %L', person);
    PERFORM set_config('isolation.found', found, true), set_config('isolation.tried', '0', true);
END
$person$;
