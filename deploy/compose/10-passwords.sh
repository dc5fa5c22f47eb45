#!/bin/bash
# Gives the roles of roles.sql their passwords, from the container's environment. Runs once when the database is made;
# to change the passwords later, change them in .env, `docker compose up -d postgres`, then run it again:
#   docker compose exec postgres bash /docker-entrypoint-initdb.d/20-passwords.sh
set -euo pipefail
: "${FATAPLUS_MIGRATOR_PASSWORD:?}" "${FATAPLUS_APP_PASSWORD:?}" "${FATAPLUS_PLATFORM_PASSWORD:?}"
# \getenv keeps the passwords out of the process list, the setting keeps them out of the server's log.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" <<'SQL'
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
\getenv migrator FATAPLUS_MIGRATOR_PASSWORD
\getenv app FATAPLUS_APP_PASSWORD
\getenv platform FATAPLUS_PLATFORM_PASSWORD
ALTER ROLE fataplus_migrator PASSWORD :'migrator';
ALTER ROLE fataplus_app PASSWORD :'app';
ALTER ROLE fataplus_platform PASSWORD :'platform';
SQL
