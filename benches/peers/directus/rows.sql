-- The benchmark's projects as an agency would keep them in Directus: who is a member of a project may read it and its
-- documents. The words and numbers are those of benches/http/seed.rs.
CREATE TABLE projects (
    id text PRIMARY KEY, organisation text NOT NULL, title text NOT NULL, summary text NOT NULL, status text NOT NULL,
    status_changed_at timestamptz NOT NULL, workspace text NOT NULL, created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE TABLE memberships (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, project text NOT NULL REFERENCES projects,
    person uuid NOT NULL REFERENCES directus_users, UNIQUE (project, person)
);
CREATE TABLE documents (
    id uuid PRIMARY KEY, project text NOT NULL REFERENCES projects, kind text NOT NULL, name text NOT NULL,
    visibility text NOT NULL, current_version integer NOT NULL, size bigint NOT NULL, content_type text NOT NULL,
    created_by uuid NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL
);
CREATE INDEX ON documents (project, id DESC);
CREATE INDEX ON memberships (person, project);

INSERT INTO directus_roles (id, name) VALUES (:role, 'People');
INSERT INTO directus_policies (id, name, app_access, admin_access) VALUES (:role, 'Projects of their own', false, false);
INSERT INTO directus_access (id, role, policy) VALUES (:role, :role, :role);
INSERT INTO directus_collections (collection) VALUES ('projects'), ('memberships'), ('documents');
INSERT INTO directus_fields (collection, field, special) VALUES ('projects', 'memberships', 'o2m');
INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field) VALUES
    ('memberships', 'project', 'projects', 'memberships'),
    ('memberships', 'person', 'directus_users', NULL),
    ('documents', 'project', 'projects', NULL);
INSERT INTO directus_permissions (policy, collection, action, fields, permissions) VALUES
    (:role, 'projects', 'read', '*', '{"memberships": {"person": {"_eq": "$CURRENT_USER"}}}'),
    (:role, 'memberships', 'read', '*', '{"person": {"_eq": "$CURRENT_USER"}}'),
    (:role, 'documents', 'read', '*', '{"project": {"memberships": {"person": {"_eq": "$CURRENT_USER"}}}}');

CREATE FUNCTION disguised(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT ('00000000-0000-7000-8000-' || lpad(number::text, 12, '0'))::uuid $$;
CREATE FUNCTION project_id(number bigint) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT 'FP-2025-' || lpad(number::text, 9, '0') $$;
INSERT INTO directus_users (id, email, first_name, status, role)
    SELECT disguised(p), 'client' || p || '@bench.test', 'Client', 'active', :role FROM generate_series(1, :projects) p
    UNION ALL
    SELECT DISTINCT disguised(:managers + p / :managed), 'manager' || p / :managed || '@bench.test', 'Manager', 'active',
           :role FROM generate_series(1, :projects) p;
INSERT INTO projects
    SELECT project_id(p), 'Organisation ' || p, 'Project number ' || p, repeat('What it is about. ', 10), 'in_progress',
           now(), 'active', now(), now() FROM generate_series(1, :projects) p;
INSERT INTO memberships (project, person)
    SELECT project_id(p), disguised(p) FROM generate_series(1, :projects) p
    UNION ALL
    SELECT project_id(p), disguised(:managers + p / :managed) FROM generate_series(1, :projects) p;
INSERT INTO documents
    SELECT disguised(p::bigint * 1000 + d), project_id(p), 'specification', 'Specification of part ' || d,
           (ARRAY['client', 'shared', 'client', 'internal'])[1 + d % 4], 1, 100000 + d, 'application/pdf',
           disguised(:managers + p / :managed), now(), now()
    FROM generate_series(1, :projects) p, generate_series(1, :documents) d;
ANALYZE;
