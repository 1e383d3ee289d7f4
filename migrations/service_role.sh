#!/bin/sh
# Run once by PostgreSQL's image in an empty database: the role the service works as, which owns nothing.
set -eu
psql --quiet --set=ON_ERROR_STOP=1 --username hub_owner --dbname hub --set=password="$(cat /run/secrets/service_password)" <<'SQL'
CREATE ROLE hub_service LOGIN PASSWORD :'password';
SQL
