#!/bin/sh
# Prints the newest usable Python (3.11 or later, able to make a virtual environment), or says in one sentence what is missing.
set -eu
cd "$(dirname "$0")/.."
. .ci/apt.sh

recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

recent=
for name in python3.13 python3.12 python3.11 python3.14 python3; do
    if recent_enough "$name"; then
        recent=${recent:-$name}
        if makes_venvs "$name"; then
            command -v "$name"
            exit 0
        fi
    fi
done

if [ -z "$recent" ]; then
    found=$(python3 --version 2>/dev/null || echo "no Python 3")
    echo "The hub needs Python 3.11 or later and this machine has $found: install a newer one and run the command again." >&2
    exit 1
fi

package=$("$recent" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
if apt_install "$package" && makes_venvs "$recent"; then
    command -v "$recent"
    exit 0
fi
echo "$recent cannot make a virtual environment: install its venv module (on Debian and Ubuntu: apt install $package) and run the command again." >&2
exit 1
