# shellcheck shell=bash
# Functions shared by the scripts in this directory. Sourced, never run.

# Prints the directory of PostgreSQL's server programs, in the order the service itself looks:
# PG_BIN, Debian's newest version, PATH. Fails when there is none.
postgres_bin() {
    local candidates=() dir
    if [[ -n ${PG_BIN:-} ]]; then
        candidates=("$PG_BIN")
    else
        mapfile -t candidates < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
        dir=$(command -v initdb || true)
        if [[ -n $dir ]]; then candidates+=("$(dirname "$(readlink -f "$dir")")"); fi
    fi
    for dir in "${candidates[@]}"; do
        if [[ -x $dir/initdb && -x $dir/postgres ]]; then
            printf '%s\n' "$dir"
            return 0
        fi
    done
    return 1
}

# The version of a locked dependency.
locked_version() {
    awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/"/, "", $3); print $3; exit }' "$ROOT/Cargo.lock"
}

# Directory of built tools: beside the other caches, so that every clone and every CI run shares them.
tools_root() {
    local base="${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/fataplus/tools"
    if ! mkdir -p "$base" 2>/dev/null || [[ ! -w $base ]]; then base="$ROOT/.tools"; fi
    printf '%s\n' "$base"
}

sqlx_root() {
    printf '%s/sqlx-cli-%s\n' "$(tools_root)" "$(locked_version sqlx)"
}

# Directory of the OpenID Connect provider for the tests: one for each state of its lock file.
oidc_provider_root() {
    local lock
    lock=$(sha256sum "$ROOT/tests/oidc-provider/package-lock.json")
    printf '%s/oidc-provider-%s\n' "$(tools_root)" "${lock:0:12}"
}

# Directory of the servers that are measured beside the service: one for each list of them.
peers_root() {
    local list
    list=$(cat "$ROOT"/benches/peers/*/package.json | sha256sum)
    printf '%s/peers-%s\n' "$(tools_root)" "${list:0:12}"
}
