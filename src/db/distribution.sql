-- Obstacles to spreading tables over a Citus cluster by `deploy/distribute.sql`, a line each. Asked of the catalogue
-- alone, with or without Citus.
WITH tenant AS (
    SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant'
), spread AS (
    -- The directory stays on the coordinator; claims to domains are read beside the names that are served.
    SELECT oid, name FROM tenant WHERE name <> 'listings'
    UNION ALL SELECT 'served_domains'::regclass, 'served_domains'
)
SELECT DISTINCT obstacle FROM (
    SELECT s.name || ': trigger ' || tgname FROM spread s JOIN pg_trigger t ON t.tgrelid = s.oid WHERE NOT tgisinternal
    UNION ALL
    SELECT s.name || ': policy ' || polname || ' has a sub-select' FROM spread s JOIN pg_policy p ON p.polrelid = s.oid
    WHERE concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ~ '\mSELECT\M'
    UNION ALL
    SELECT t.name || ': ' || i.indexrelid::regclass || ' is unique without project_id'
    FROM tenant t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'project_id'
    WHERE a.attnum <> ALL (i.indkey::int2[])
    UNION ALL
    SELECT t.name || ': exclusion constraint ' || conname FROM tenant t JOIN pg_constraint c ON c.conrelid = t.oid
    WHERE contype = 'x'
    UNION ALL
    SELECT p.proname || '(): a function with an SQL body reads ' || t.name || '; a view joins wherever it is named'
    FROM tenant t JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
    JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
) found (obstacle) ORDER BY obstacle
