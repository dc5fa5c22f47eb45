-- Tries, as the service's role armed for isolation.own, to reach isolation.foreign in every way. The caller rolls all of
-- it back. Findings go to isolation.found, the number of tables to isolation.tried.
DO $armed$
DECLARE
    own text := current_setting('isolation.own');
    other text := current_setting('isolation.foreign');
    found text := '';
    tried int := 0;
    t record;
    there boolean;
    seen boolean;
    changed bigint;
    columns text;
    literals text;
    gift text;
BEGIN
    FOR t IN
        SELECT c.oid, c.relname AS name, has_any_column_privilege(c.oid, 'INSERT') AS inserts,
               has_table_privilege(c.oid, 'DELETE') AS deletes,
               -- A column that may be changed, project_id if it is among them.
               (SELECT attname FROM pg_attribute
                WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                  AND has_column_privilege(c.oid, attnum, 'UPDATE')
                ORDER BY attname <> 'project_id', attnum LIMIT 1) AS changes
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> ALL (string_to_array(current_setting('isolation.platform_tables'), ','))
          AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY c.relname
    LOOP
        BEGIN
            tried := tried + 1;
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I WHERE project_id = $1),
                                   EXISTS (SELECT 1 FROM %1$I WHERE project_id <> $1)', t.name)
                INTO there, seen USING own;
            IF NOT there THEN
                found := found || t.name || ': a synthetic tenant has no row in it, so nothing can be tried' || E'\n';
            END IF;
            IF seen THEN
                found := found || t.name || ': rows of other projects are seen' || E'\n';
            END IF;
            IF t.changes IS NOT NULL THEN
                BEGIN
                    EXECUTE format('UPDATE %1$I SET %2$I = %2$I WHERE project_id = $1', t.name, t.changes) USING other;
                    GET DIAGNOSTICS changed = ROW_COUNT;
                    IF changed > 0 THEN
                        found := found || t.name || ': rows of another project are changed' || E'\n';
                    END IF;
                EXCEPTION WHEN insufficient_privilege THEN NULL;
                END;
                BEGIN
                    EXECUTE format('UPDATE %I SET project_id = $1 WHERE project_id = $2', t.name) USING other, own;
                    GET DIAGNOSTICS changed = ROW_COUNT;
                    IF changed > 0 THEN
                        found := found || t.name || ': a row is given to another project' || E'\n';
                    END IF;
                EXCEPTION
                    -- Citus changes no row's node.
                    WHEN insufficient_privilege OR feature_not_supported THEN NULL;
                    -- A constraint is checked after the policy, and does not isolate.
                    WHEN integrity_constraint_violation THEN
                        found := found || t.name || ': no policy keeps a row from being given to another project' || E'\n';
                END;
            END IF;
            IF t.deletes THEN
                BEGIN
                    EXECUTE format('DELETE FROM %I WHERE project_id = $1', t.name) USING other;
                    GET DIAGNOSTICS changed = ROW_COUNT;
                    IF changed > 0 THEN
                        found := found || t.name || ': rows of another project are deleted' || E'\n';
                    END IF;
                EXCEPTION WHEN integrity_constraint_violation THEN
                    found := found || t.name || ': no policy keeps rows of another project from being deleted' || E'\n';
                END;
            END IF;
            IF t.inserts AND there THEN
                -- A row of one's own with the other's project, as literals.
                SELECT string_agg(quote_ident(attname), ', '),
                       string_agg(CASE attname WHEN 'project_id' THEN 'quote_literal($1)'
                                  ELSE format('coalesce(quote_literal(%I::text), ''NULL'')', attname) END, ', ')
                INTO columns, literals FROM pg_attribute
                WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a'
                  AND has_column_privilege(t.oid, attnum, 'INSERT');
                EXECUTE format('SELECT concat_ws('', '', %s) FROM %I WHERE project_id = $2 LIMIT 1', literals, t.name)
                    INTO gift USING other, own;
                BEGIN
                    EXECUTE format('INSERT INTO %I (%s) VALUES (%s)', t.name, columns, gift);
                    GET DIAGNOSTICS changed = ROW_COUNT;
                    IF changed > 0 THEN
                        found := found || t.name || ': a row is inserted for another project' || E'\n';
                    END IF;
                EXCEPTION
                    WHEN insufficient_privilege THEN NULL;
                    WHEN integrity_constraint_violation THEN
                        found := found || t.name || ': no policy keeps a row from being inserted for another project' || E'\n';
                END;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            found := found || t.name || ': could not be tried: ' || SQLERRM || E'\n';
        END;
    END LOOP;

    -- Of the platform's tables the tenant side sees rows of its own project, and none of people or companies.
    FOR t IN
        SELECT c.relname AS name, a.attnum AS key
        FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND c.relname = ANY (string_to_array(current_setting('isolation.platform_tables'), ','))
          AND c.relname <> 'plans' AND has_any_column_privilege(c.oid, 'SELECT')
        ORDER BY c.relname
    LOOP
        IF t.key IS NULL THEN
            found := found || t.name || ': the tenant side reads a table of no project' || E'\n';
            CONTINUE;
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE project_id = $1)', t.name) INTO seen USING other;
        IF seen THEN
            found := found || t.name || ': those of another project are seen' || E'\n';
        END IF;
    END LOOP;
    BEGIN
        INSERT INTO jobs (id, project_id, kind, payload) VALUES (gen_random_uuid(), other, 'isolation', '{}');
        found := found || 'jobs: one is enqueued for another project' || E'\n';
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END;
    PERFORM set_config('isolation.found', found, true), set_config('isolation.tried', tried::text, true);
END
$armed$;
