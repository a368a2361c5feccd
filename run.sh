#!/usr/bin/env bash
# Builds what is stale and runs every service of FactoryTwin in one process. See --help.
set -euo pipefail
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="$root/deploy/local/bin/Release/net10.0/FactoryTwin.Local.dll"
log="$root/artifacts/build.log"

fail() { printf '%s\n' "$*" >&2; exit 1; }

# A build step with its progress on one line and its output in the log, shown only where it fails.
step() {
  local title="$1" started=$SECONDS
  shift
  printf 'Building %-10s ... ' "$title"
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

# The program is touched so that it is up to date also where nothing had to be compiled.
build_services() {
  dotnet build "$root/deploy/local/FactoryTwin.Local.csproj" --configuration Release --nologo --verbosity quiet \
    -nodeReuse:false -p:RunAnalyzers=false && touch "$program"
}

check_tools() {
  command -v dotnet >/dev/null || fail "FactoryTwin needs the .NET SDK 10 (command 'dotnet'), which is not on the PATH. See https://dotnet.microsoft.com/download."
  local sdks
  sdks="$(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
  [[ " $sdks" == *" 10."* ]] || fail "FactoryTwin needs the .NET SDK 10; here are only: ${sdks:-none}."
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
if services_are_stale; then step services build_services; fi
step console bash "$root/gateway/console/build.sh" # does nothing where nothing changed

# A script's background job ignores SIGINT; this program must always hear it, since it is how one stops it without loss.
exec env --default-signal=INT dotnet "$program" "$@"
