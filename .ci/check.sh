#!/bin/sh
# Runs every check, says which failed, and fails if any did.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        echo "$output"
        failed="$failed $name"
    fi
}
no_hosts() { ! grep -n '://' requirements.txt requirements-dev.txt .ci/uv.txt tests/benchmarks/peers.txt; }

check "style" "$bin/ruff" check .
check "format" "$bin/ruff" format --check .
check "types" "$bin/mypy"
check "storeys" "$bin/lint-imports"
check "known-bad-calls" "$bin/bandit" --configfile pyproject.toml --quiet --recursive hub screening_rules
check "no-hosts-in-lock-files" no_hosts

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
