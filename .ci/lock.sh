#!/bin/sh
# Pins dependencies for every Python and platform, with checksums and without the host they came from.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --upgrade "$@"
}
compile pyproject.toml --output-file requirements.txt
compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
echo 'uv<1' | compile - --output-file .ci/uv.txt
compile tests/benchmarks/peers.in --output-file tests/benchmarks/peers.txt
