-- Of a database with Citus: what is not as `deploy/distribute.sql` leaves it, a line each.
WITH tenant AS (
    SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant'
    WHERE c.relname <> 'listings'
), of_projects AS (
    SELECT colocationid FROM pg_dist_partition WHERE logicalrelid = 'projects'::regclass
)
SELECT t.name || ': not distributed by project' FROM tenant t
WHERE t.oid NOT IN (SELECT logicalrelid FROM pg_dist_partition WHERE partmethod = 'h')
UNION ALL
SELECT t.name || ': apart from its projects' FROM tenant t JOIN pg_dist_partition d ON d.logicalrelid = t.oid
WHERE partmethod = 'h' AND colocationid IS DISTINCT FROM (SELECT colocationid FROM of_projects)
UNION ALL
SELECT 'served_domains: no copy on each node'
WHERE 'served_domains'::regclass NOT IN (SELECT logicalrelid FROM pg_dist_partition WHERE partmethod = 'n')
UNION ALL
SELECT 'the distribution was interrupted: run deploy/distribute.sql again'
WHERE EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE nspname = 'tenancy' AND relname = 'foreign_keys')
UNION ALL
SELECT 'the service connects without citus.propagate_set_commands=local: nodes are not armed'
WHERE current_setting('citus.propagate_set_commands') <> 'local'
UNION ALL
SELECT 'the role ' || current_user || ' plans statements once, for no node: run deploy/distribute.sql again'
WHERE current_setting('plan_cache_mode') = 'force_generic_plan'
UNION ALL
SELECT 'node ' || nodename || ':' || nodeport || ' is not active' FROM pg_dist_node WHERE NOT isactive
ORDER BY 1
