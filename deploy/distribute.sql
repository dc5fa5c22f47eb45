-- Spreads Fataplus' database over the nodes of a Citus cluster, by project. Run by a superuser on the coordinator, inside
-- Fataplus' database, after the migrations and while the service does not run:
--
--     psql -v ON_ERROR_STOP=1 -v backup=/path/to/dump -f distribute.sql
--
-- A database with projects needs the name of a dump made within the hour; an empty one needs none. Interrupted, it is run
-- again: each table is moved in a transaction of its own, and what is done is left as it is. docs/scale.md has the rest.

SET client_min_messages = warning;
SET citus.shard_count = 32;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        RAISE EXCEPTION 'the extension citus is not installed in this database: CREATE EXTENSION citus, on every node';
    END IF;
    IF NOT EXISTS (SELECT FROM citus_get_active_worker_nodes()) THEN
        RAISE EXCEPTION 'no worker is known: SELECT citus_set_coordinator_host(…), then citus_add_node(…) for each';
    END IF;
    IF to_regclass('public.projects') IS NULL THEN
        RAISE EXCEPTION 'the schema is not there: run fataplus migrate';
    END IF;
    IF EXISTS (SELECT FROM pg_stat_activity
               WHERE datname = current_database() AND application_name = 'fataplus') THEN
        RAISE EXCEPTION 'the service is connected: stop every replica';
    END IF;
END $$;

-- A superuser reads all rows.
SELECT count(*) > 0 AS filled FROM (SELECT 1 FROM projects LIMIT 1) any_project \gset
\if :filled
    \if :{?backup}
        \set fresh `find :'backup' -prune -mmin -60 ! -size 0 -print 2>/dev/null | grep -c .`
    \else
        \set fresh 0
    \endif
    SELECT :fresh = 0 AS missing \gset
    \if :missing
        DO $$ BEGIN RAISE EXCEPTION 'there are projects: name a dump made within the hour, -v backup=FILE'; END $$;
    \endif
\endif

-- Nodes connect to each other as the current role, and migrations run as the owner.
ALTER ROLE fataplus_owner LOGIN;
-- Which node a statement goes to is planned each time, by its project; roles.sql has these roles plan once.
ALTER ROLE fataplus_app RESET plan_cache_mode;
ALTER ROLE fataplus_platform RESET plan_cache_mode;

-- Foreign keys hold only between tables that are distributed already. Those within a project are put aside, and added back
-- at the end; those to and from tables that stay on the coordinator go.
CREATE TABLE IF NOT EXISTS tenancy.foreign_keys (on_table text, name text, definition text, PRIMARY KEY (on_table, name));
DO $$
DECLARE
    key record;
BEGIN
    FOR key IN
        SELECT conrelid::regclass::text AS on_table, conname::text AS name, pg_get_constraintdef(c.oid) AS definition,
               conrelid <> 'listings'::regclass
               AND EXISTS (SELECT FROM pg_policy WHERE polname = 'tenant' AND polrelid = confrelid) AS within
        FROM pg_constraint c
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND EXISTS (
            SELECT FROM pg_policy WHERE polname = 'tenant' AND polrelid = conrelid)
          AND conrelid NOT IN (SELECT logicalrelid FROM pg_dist_partition)
    LOOP
        IF key.within THEN
            INSERT INTO tenancy.foreign_keys VALUES (key.on_table, key.name, key.definition);
        END IF;
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.on_table, key.name);
    END LOOP;
END $$;

-- Read beside a project's claims to domains: a copy on each node.
ALTER TABLE served_domains DROP CONSTRAINT IF EXISTS served_domains_project_id_fkey;
SELECT 'SELECT create_reference_table(''served_domains'')'
WHERE 'served_domains'::regclass NOT IN (SELECT logicalrelid FROM pg_dist_partition)
\gexec

-- Tenants' tables: the rows of a project lie on one node. The directory, which finds projects of all nodes, stays here.
SELECT format('SELECT create_distributed_table(%L, ''project_id'', colocate_with => %L)', relname,
              CASE relname WHEN 'projects' THEN 'default' ELSE 'projects' END)
FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant'
WHERE c.oid NOT IN (SELECT logicalrelid FROM pg_dist_partition WHERE partmethod = 'h') AND relname <> 'listings'
ORDER BY relname <> 'projects', relname
\gexec

SELECT 'BEGIN', format('ALTER TABLE %s ADD CONSTRAINT %I %s', on_table, name, definition),
       format('DELETE FROM tenancy.foreign_keys WHERE on_table = %L AND name = %L', on_table, name), 'COMMIT'
FROM tenancy.foreign_keys ORDER BY on_table, name
\gexec
DROP TABLE tenancy.foreign_keys;

SELECT table_name, citus_table_type, shard_count FROM citus_tables ORDER BY citus_table_type, table_name::text;
