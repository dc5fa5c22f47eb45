-- The database's roles and what each may do before any table exists. Run by a superuser inside Fataplus' database, as
-- often as you like: `psql -v ON_ERROR_STOP=1 -f roles.sql`. It sets no passwords: `\password fataplus_app` and so on.
--
--   fataplus_owner     owns the database and all in it; nobody can log in as it
--   fataplus_migrator  logs in to change the schema; every session of it becomes the owner
--   fataplus_app       the service inside one project; owns nothing and cannot leave row-level security
--   fataplus_platform  platform tables and a person's list of projects; the same limits
--
-- No privilege comes by default, not even EXECUTE on a new function: a migration grants what it means to grant.

-- Not told each time that a membership is there already.
SET client_min_messages = warning;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['fataplus_owner', 'fataplus_migrator', 'fataplus_app', 'fataplus_platform'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT %s', name,
            CASE name WHEN 'fataplus_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
    END LOOP;
END $$;

-- The setting makes the migrator's every session the owner, so no tool can leave a table that the migrator owns.
GRANT fataplus_owner TO fataplus_migrator;
ALTER ROLE fataplus_migrator SET role = 'fataplus_owner';

-- A statement whose asker has gone, a forgotten transaction and a queue behind a lock end by themselves.
-- A long job raises its own limit with SET LOCAL.
ALTER ROLE fataplus_app SET statement_timeout = '15s';
ALTER ROLE fataplus_app SET lock_timeout = '5s';
ALTER ROLE fataplus_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE fataplus_platform SET statement_timeout = '15s';
ALTER ROLE fataplus_platform SET lock_timeout = '5s';
ALTER ROLE fataplus_platform SET idle_in_transaction_session_timeout = '30s';

-- The service runs the same short statements again and again, each on the index of one project: planning one takes
-- longer than running it, compiling it a hundred times as long, and rows lie in memory or on a disk without a head.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['fataplus_app', 'fataplus_platform'] LOOP
        EXECUTE format('ALTER ROLE %I SET plan_cache_mode = force_generic_plan', name);
        EXECUTE format('ALTER ROLE %I SET random_page_cost = 1.1', name);
        EXECUTE format('ALTER ROLE %I SET jit = off', name);
    END LOOP;
END $$;

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO fataplus_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO fataplus_migrator, fataplus_app, fataplus_platform', current_database());
END $$;

ALTER SCHEMA public OWNER TO fataplus_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO fataplus_app, fataplus_platform;

ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON SEQUENCES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner REVOKE ALL ON SCHEMAS FROM PUBLIC;
