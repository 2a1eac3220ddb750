#!/bin/bash
# Makes the two databases with an owner each, when PostgreSQL starts for the first time. No superuser is needed later.
set -euo pipefail
for name in moien rasa; do
    password=$(cat "${SECRETS_DIR:-/run/secrets}/${name}_password")
    psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$password" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
