#!/bin/sh
# Sees that the suite has a real PostgreSQL and a real Chromium: what is on the machine, else from apt, else one sentence each.
set -eu
cd "$(dirname "$0")/.."
. .ci/apt.sh
python=.venv/bin/python

# Debian starts a server of its own after installing, unless told beforehand that the suite needs only the programs.
install_postgres() {
    may_install || return 1
    conf=/etc/postgresql-common/createcluster.conf
    if [ ! -e "$conf" ]; then
        as_root mkdir -p "$(dirname "$conf")"
        as_root sh -c "echo 'create_main_cluster = false' > $conf"
    fi
    apt_install postgresql
}

"$python" -m tests.postgres find >/dev/null 2>&1 || install_postgres || true
"$python" -m tests.browser.chromium >/dev/null 2>&1 || apt_install chromium fonts-liberation libatomic1 || true
missing=0
"$python" -m tests.postgres find >/dev/null || missing=1
"$python" -m tests.browser.chromium >/dev/null || missing=1
exit "$missing"
