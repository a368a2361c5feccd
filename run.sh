#!/usr/bin/env bash
# Builds what is stale and runs every service of FactoryTwin in one process. See --help.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="$root/deploy/local/bin/Release/net10.0/FactoryTwin.Local.dll"
console="$root/gateway/console"
log="$root/artifacts/build.log"

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# A build step with its progress on one line and its output in the log, shown only where it fails.
step() {
  local title="$1" started=$SECONDS
  shift
  printf '%-22s ... ' "$title"
  if "$@" >>"$log" 2>&1; then
    printf 'done (%d s)\n' "$((SECONDS - started))"
  else
    printf 'failed\n'
    tail -n 40 "$log" >&2
    fail "Building failed; the whole output is in $log"
  fi
}

services_are_stale() {
  [[ ! -f "$program" ]] || [[ -n "$(find "$root/services" "$root/gateway" "$root/proto" "$root/deploy/local" \
    "$root"/Directory.*.props "$root"/Directory.*.targets "$root/global.json" \
    \( -name node_modules -o -name bin -o -name obj -o -name console \) -prune -o -type f -newer "$program" -print -quit)" ]]
}

# What the console is made of, so that it is built again exactly when that changed.
console_hash() {
  (cd "$root" && find gateway/console proto \( -name node_modules -o -name dist -o -name generated -o -name .stamp \) -prune -o -type f -print0 \
    | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

build_services() {
  cd "$root"
  dotnet build deploy/local/FactoryTwin.Local.csproj --configuration Release --nologo --verbosity quiet -p:RunAnalyzers=false
  touch "$program" # up to date also where nothing had to be compiled
}

install_console() { cd "$console" && npm ci --no-audit --no-fund && sha256sum package-lock.json >node_modules/.stamp; }
build_console() { cd "$console" && npm run build && printf '%s\n' "$1" >dist/.stamp; }

check_tools() {
  command -v dotnet >/dev/null || fail "FactoryTwin needs the .NET SDK 10 (command 'dotnet'), which is not on the PATH. See https://dotnet.microsoft.com/download."
  dotnet --list-sdks | grep -q '^10\.' || fail "FactoryTwin needs the .NET SDK 10; here are only: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')."
  command -v node >/dev/null && command -v npm >/dev/null || fail "FactoryTwin's console needs Node.js 20.19 or newer with npm, which is not on the PATH. See https://nodejs.org."
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || fail "FactoryTwin's console needs Node.js 20.19 or newer; this is $(node --version)."
}

for argument in "$@"; do
  if [[ "$argument" == "--help" || "$argument" == "-h" ]]; then
    cat "$root/deploy/local/help.txt"
    exit 0
  fi
done

check_tools
mkdir -p "$(dirname "$log")"
: >"$log"
if services_are_stale; then step "Building the services" build_services; fi
if [[ -f "$console/package.json" ]]; then
  hash="$(console_hash)"
  if [[ "$(cat "$console/dist/.stamp" 2>/dev/null)" != "$hash" ]]; then
    (cd "$console" && sha256sum --status --check node_modules/.stamp 2>/dev/null) || step "Fetching the console's packages" install_console
    step "Building the console" build_console "$hash"
  fi
fi

exec dotnet "$program" "$@"
