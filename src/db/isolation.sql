-- Breaches of the rules of tenant isolation in schema public, a line each; and in schema tenancy, whose function enrols
-- tables. $1: the platform's own tables, $2: permitted SECURITY DEFINER functions, $3 to $5: permitted rights, as table,
-- role and right. Reasons of the rules: docs/adr/0001-row-level-security.md.
WITH of_citus AS (
    -- Made by the extension, which only a superuser installs; they hold no rows of projects.
    SELECT d.classid, d.objid FROM pg_depend d
    JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass AND e.extname = 'citus'
    WHERE d.deptype = 'e'
), relations AS (
    SELECT oid, relname::text AS name, relkind, relowner, relacl, reloptions, relrowsecurity, relforcerowsecurity,
           relispartition
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM of_citus WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid)
), tables AS (
    SELECT * FROM relations WHERE relkind IN ('r', 'p', 'f')
), tenant AS (
    SELECT t.*, a.attnum AS key, a.attnotnull
    FROM tables t LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'project_id' AND NOT a.attisdropped
    WHERE t.name <> ALL ($1)
), policies AS (
    SELECT p.*, c.name, pg_get_expr(polqual, polrelid) AS reading, pg_get_expr(polwithcheck, polrelid) AS writing,
           '(project_id = NULLIF(current_setting(''app.project_id''::text, true), ''''::text))' AS armed,
           '(user_id = (NULLIF(current_setting(''app.user_id''::text, true), ''''::text))::uuid)' AS person,
           '((holder_id = ANY ((string_to_array(current_setting(''app.holders''::text, true), '',''::text))::uuid[]))'
           ' AND ((expires_at IS NULL) OR (expires_at > now())))' AS held
    FROM pg_policy p JOIN tenant c ON c.oid = p.polrelid
), service AS (
    SELECT * FROM (VALUES ('fataplus_app'), ('fataplus_platform')) v (name) LEFT JOIN pg_roles ON rolname = v.name
), grants AS (
    SELECT r.name, r.oid, r.relowner, g.grantee, g.privilege_type, g.is_grantable, g.privilege_type AS granted
    FROM relations r CROSS JOIN LATERAL aclexplode(r.relacl) g
    UNION ALL
    SELECT r.name, r.oid, r.relowner, g.grantee, g.privilege_type, g.is_grantable, g.privilege_type || ' (' || a.attname || ')'
    FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid CROSS JOIN LATERAL aclexplode(a.attacl) g
), doors AS (
    -- Platform tables with row-level security: those the tenant side reaches too.
    SELECT * FROM tables WHERE name = ANY ($1) AND relrowsecurity
), indexes AS (
    SELECT t.name, t.key, i.* , i.indexrelid::regclass::text AS index_name
    FROM tenant t JOIN pg_index i ON i.indrelid = t.oid
)
SELECT DISTINCT violation FROM (
    -- The key
    SELECT name || ': no column project_id that is NOT NULL' FROM tenant WHERE attnotnull IS NOT TRUE
    UNION ALL
    SELECT name || ': project_id is not first in a primary key' FROM tenant t
    WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary AND i.indkey[0] = t.key)
    UNION ALL
    SELECT name || ': unique index ' || index_name || ' does not start with project_id' FROM indexes
    WHERE indisunique AND indkey[0] IS DISTINCT FROM key
    UNION ALL
    -- A scan in another order reads all projects' rows. The exception is the directory, which finds a person's projects.
    SELECT name || ': index ' || index_name || ' does not start with project_id' FROM indexes
    WHERE NOT indisunique AND indkey[0] IS DISTINCT FROM key
      AND index_name <> 'listings_holder'
    UNION ALL
    SELECT t.name || ': sequence ' || d.objid::regclass || ' counts across projects'
    FROM tenant t JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid AND d.deptype IN ('a', 'i')
    JOIN relations s ON s.oid = d.objid AND d.classid = 'pg_class'::regclass AND s.relkind = 'S'
    UNION ALL
    SELECT f.conrelid::regclass || ': foreign key ' || f.conname || ' does not carry project_id on both sides'
    FROM pg_constraint f JOIN tenant target ON target.oid = f.confrelid LEFT JOIN tenant source ON source.oid = f.conrelid
    WHERE f.contype = 'f' AND NOT EXISTS (
        SELECT FROM unnest(f.conkey, f.confkey) AS pair (here, there) WHERE here = source.key AND there = target.key)

    -- Row-level security
    UNION ALL
    SELECT name || ': row-level security is off' FROM tenant WHERE NOT relrowsecurity
    UNION ALL
    SELECT name || ': row-level security is not forced' FROM tenant WHERE NOT relforcerowsecurity
    UNION ALL
    SELECT name || ': ' || (SELECT count(*) FROM policies p WHERE p.polrelid = t.oid AND polpermissive
                            AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_app')])
           || ' permissive policies for fataplus_app instead of one' FROM tenant t
    WHERE 1 <> (SELECT count(*) FROM policies p WHERE p.polrelid = t.oid AND polpermissive
                AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_app')])
    UNION ALL
    SELECT name || ': policy ' || polname || ' does not bind reading and writing to the armed project' FROM policies
    WHERE polpermissive AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_app')]
      AND (polcmd <> '*' OR reading IS DISTINCT FROM armed OR writing IS DISTINCT FROM armed)
    UNION ALL
    SELECT name || ': policy ' || polname || ' is for others than the service''s roles, or lets the platform write'
    FROM policies
    WHERE polpermissive AND polroles <> ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_app')]
      AND NOT (polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_platform')] AND polcmd = 'r')
    UNION ALL
    SELECT name || ': the tenant side reaches this platform table without row-level security' FROM tables t
    WHERE name = ANY ($1) AND NOT (relrowsecurity AND relforcerowsecurity)
      AND EXISTS (SELECT FROM grants g WHERE g.oid = t.oid AND g.grantee = (SELECT oid FROM service WHERE name = 'fataplus_app'))
    UNION ALL
    SELECT name || ': policies that do not apply, as row-level security is off or not forced' FROM tables t
    WHERE name = ANY ($1) AND NOT (relrowsecurity AND relforcerowsecurity)
      AND EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid)

    -- Access between the sides: the platform's to tenant rows, and the tenant side's to platform rows. One policy for each
    -- role with a right; a missing policy is as wrong as one that admits everybody.
    UNION ALL
    SELECT t.name || ': ' || n || ' permissive policies for fataplus_platform instead of one'
    FROM tenant t CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM policies p WHERE p.polrelid = t.oid AND polpermissive
        AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_platform')]) found
    WHERE n <> 1 AND EXISTS (SELECT FROM grants g WHERE g.oid = t.oid
                             AND g.grantee = (SELECT oid FROM service WHERE name = 'fataplus_platform'))
    UNION ALL
    -- Before it is known whether a person has a part in a project, the platform reads what decides on it in that project
    -- alone, and of the members only that person; in the directory, what the person holds.
    SELECT name || ': policy ' || polname || ' does not bind the platform to one project or person' FROM policies
    WHERE polpermissive AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_platform')]
      AND reading IS DISTINCT FROM CASE name WHEN 'members' THEN '(' || armed || ' AND ' || person || ')'
                                             WHEN 'listings' THEN held ELSE armed END
    UNION ALL
    SELECT d.name || ': ' || n || ' permissive policies for ' || s.name || ' instead of one'
    FROM doors d CROSS JOIN service s CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM pg_policy p WHERE p.polrelid = d.oid AND polpermissive AND polroles = ARRAY[s.oid]) found
    WHERE n <> 1 AND EXISTS (SELECT FROM grants g WHERE g.oid = d.oid AND g.grantee = s.oid)
    UNION ALL
    SELECT d.name || ': policy ' || polname || ' is for others than the service''s roles'
    FROM doors d JOIN pg_policy p ON p.polrelid = d.oid
    WHERE polpermissive AND NOT EXISTS (SELECT FROM service s WHERE polroles = ARRAY[s.oid])
    UNION ALL
    SELECT d.name || ': policy ' || polname || ' does not bind the tenant side to the armed project'
    FROM doors d JOIN pg_policy p ON p.polrelid = d.oid CROSS JOIN LATERAL (
        VALUES (polcmd <> 'a', pg_get_expr(polqual, polrelid)),
               (polcmd = 'a' OR polwithcheck IS NOT NULL, pg_get_expr(polwithcheck, polrelid))
    ) half (needed, expression)
    WHERE polpermissive AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_app')] AND needed
      -- The plans are the same for everybody, and read-only.
      AND NOT (d.name = 'plans' AND polcmd = 'r')
      AND (expression IS NULL OR expression ~* '\mor \(?true\M'
           OR strpos(expression, '''app.project_id''') = 0)
    UNION ALL
    SELECT t.name || ': the record of what people do can be deleted from' FROM tables t
    WHERE t.name = 'activity' AND NOT EXISTS (
          SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND NOT polpermissive AND polcmd = 'd'
          AND polroles = ARRAY[(SELECT oid FROM service WHERE name = 'fataplus_app')]
          AND pg_get_expr(polqual, polrelid) = '(current_setting(''app.trims''::text, true) = ''on''::text)')

    -- Rights
    UNION ALL
    SELECT DISTINCT t.name || ': a partition with grants of its own' FROM tables t JOIN grants g USING (oid)
    WHERE t.relispartition AND g.grantee <> t.relowner
    UNION ALL
    SELECT name || ': ' || grantee::regrole || ' may grant ' || privilege_type || ' on' FROM grants
    WHERE is_grantable AND grantee NOT IN (0, relowner)
    UNION ALL
    SELECT name || ': a sequence granted to ' || grantee::regrole FROM grants JOIN relations r USING (oid, name)
    WHERE r.relkind = 'S' AND grantee IN (SELECT oid FROM service)
    UNION ALL
    SELECT 'schema ' || nspname || ': ' || s.name || ' may make things in it' FROM pg_namespace n CROSS JOIN service s
    WHERE s.oid IS NOT NULL AND nspname !~ '^pg_' AND has_schema_privilege(s.oid, n.oid, 'CREATE') AND NOT s.rolsuper
    UNION ALL
    SELECT 'schema ' || nspname || ': ' || s.name || ' may use it, and nothing there is held to these rules'
    FROM pg_namespace n CROSS JOIN service s
    WHERE s.oid IS NOT NULL AND nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')
      AND NOT EXISTS (SELECT FROM of_citus WHERE classid = 'pg_namespace'::regclass AND objid = n.oid)
      AND has_schema_privilege(s.oid, n.oid, 'USAGE') AND NOT s.rolsuper
    UNION ALL
    SELECT p.oid::regprocedure || ': ' || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
           || ' may enrol tables'
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    WHERE p.pronamespace = to_regnamespace('tenancy') AND g.grantee <> p.proowner
    UNION ALL
    SELECT name || ': granted to PUBLIC' FROM grants WHERE grantee = 0
    UNION ALL
    SELECT name || ': ' || granted || ' is granted to ' || role || ' and not listed' FROM (
        SELECT g.name, s.name AS role, granted FROM grants g JOIN service s ON s.oid = grantee
        WHERE grantee <> relowner
        EXCEPT SELECT * FROM unnest($3, $4, $5)) extra
    UNION ALL
    SELECT name || ': ' || privilege_type || ' is granted' FROM grants
    WHERE privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') AND grantee <> relowner
    UNION ALL
    SELECT g.name || ': the platform side may ' || privilege_type FROM grants g JOIN tenant USING (oid)
    WHERE grantee = (SELECT oid FROM service WHERE name = 'fataplus_platform') AND privilege_type <> 'SELECT'
    UNION ALL
    SELECT g.name || ': granted to ' || grantee::regrole FROM grants g
    WHERE grantee NOT IN (0, relowner) AND grantee NOT IN (SELECT oid FROM service WHERE oid IS NOT NULL)
    UNION ALL
    SELECT r.name || ': owned by ' || relowner::regrole || ' instead of fataplus_owner' FROM relations r
    WHERE relowner <> 'fataplus_owner'::regrole AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    UNION ALL
    SELECT 'default privileges grant ' || g.privilege_type || ' to ' || CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
    FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) g
    WHERE g.grantee <> d.defaclrole

    -- Ways around the policies
    UNION ALL
    SELECT name || ': a view without security_invoker' FROM relations
    WHERE relkind = 'v' AND NOT coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)
    UNION ALL
    SELECT name || ': a materialised view' FROM relations WHERE relkind = 'm'
    UNION ALL
    SELECT p.oid::regprocedure || ': a SECURITY DEFINER function' FROM pg_proc p
    WHERE pronamespace IN ('public'::regnamespace, to_regnamespace('tenancy')) AND prosecdef AND p.oid::regprocedure::text <> ALL ($2)
    UNION ALL
    SELECT p.oid::regprocedure || ': a SECURITY DEFINER function whose search_path is not pinned' FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND prosecdef
      AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search\_path=%')
    UNION ALL
    SELECT t.name || ': a rewrite rule, ' || r.rulename FROM pg_rewrite r JOIN tables t ON t.oid = r.ev_class
    UNION ALL
    SELECT coalesce('role ' || setrole::regrole, 'the database') || ': arms every connection by default: ' || split_part(setting, '=', 1)
    FROM (SELECT nullif(setrole, 0) AS setrole, unnest(setconfig) AS setting, setdatabase FROM pg_db_role_setting) d
    WHERE setting LIKE 'app.%' AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    UNION ALL
    SELECT name || ': the role does not exist' FROM service WHERE oid IS NULL
    UNION ALL
    SELECT name || ': the role is above row-level security' FROM service
    WHERE rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
    UNION ALL
    SELECT s.name || ': the role owns ' || c.name FROM service s JOIN relations c ON c.relowner = s.oid
    WHERE c.relkind <> 'i'
    UNION ALL
    SELECT s.name || ': the role owns ' || p.oid::regprocedure FROM service s JOIN pg_proc p ON p.proowner = s.oid
    UNION ALL
    SELECT s.name || ': the role owns schema ' || n.nspname FROM service s JOIN pg_namespace n ON n.nspowner = s.oid
    UNION ALL
    SELECT name || ': the role is a member of ' || m.roleid::regrole FROM service s JOIN pg_auth_members m ON m.member = s.oid
) found (violation)
ORDER BY violation
