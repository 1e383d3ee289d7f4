#!/bin/sh
# Makes .venv and installs the lock file named as $1, by checksum; does nothing when that lock file is already installed.
set -eu
cd "$(dirname "$0")/.."
lock=$1
installed=.venv/installed-$lock

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(sh .ci/find_python.sh)
    echo "Making .venv with $("$python" --version)" >&2
    "$python" -m venv --clear .venv
fi
if cmp -s "$lock" "$installed"; then
    exit 0
fi

echo "Installing $lock (once; about half a minute)" >&2
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@" </dev/null; }
uv() { .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock" "$@" </dev/null; }
# The machine's own certificates first (an office's proxy is known only there), then those that uv brings.
with_uv() {
    [ -x .venv/bin/uv ] || pip install --require-hashes -r .ci/uv.txt 2>/dev/null || return 1
    uv --system-certs 2>/dev/null || uv
}
if ! with_uv; then
    echo "uv could not do it; using pip, which is slower" >&2
    if ! pip install --require-hashes -r "$lock"; then
        echo "The dependencies could not be installed: check that this machine reaches a Python package index, then run the command again." >&2
        exit 1
    fi
fi
cp "$lock" "$installed"
