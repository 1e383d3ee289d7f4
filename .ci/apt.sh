# Sourced by the scripts beside it: installs Debian packages where this user may, and is silent about it unless it fails.

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then env "$@"; else sudo -n env "$@"; fi
}

lists_are_empty() { [ -z "$(find /var/lib/apt/lists -name '*Packages*' 2>/dev/null | head -n 1)" ]; }

# True when every named package is installed afterwards; false when this user may not install or apt gave up after three tries.
apt_install() {
    may_install || return 1
    echo "Installing $* with apt" >&2
    log=$(mktemp)
    for try in 1 2 3; do
        if [ "$try" != 1 ] || lists_are_empty; then
            as_root apt-get -q update >"$log" 2>&1 </dev/null || true
        fi
        if as_root DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return 0
        fi
        sleep "$try"
    done
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
}
