#!/usr/bin/env bash
# Installs what the tests need, builds everything and runs every test. Ends with one line: N passed, N failed.
# Options: --only NAME   run only the test projects whose folder under tests/ matches NAME (a shell pattern)
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")"

only='*'
while [ $# -gt 0 ]; do
  case "$1" in
    --only) only="${2:?--only needs a name}"; shift 2 ;;
    -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown option '$1' (see --help)" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI="${CI:-}"
results="$PWD/artifacts/test-results"
logs="$PWD/artifacts/logs"
tally="$results/tally"
rm -rf "$results" && mkdir -p "$results" "$logs" && : >"$tally"

say() { printf '\n==> %s\n' "$*"; }
count() { echo "$1 $2" >>"$tally"; } # passed, failed
broken() { # a step that must work did not: it counts as a failure and its log is shown
  printf 'FAILED: %s\n' "$1"
  [ -z "${2:-}" ] || tail -n 40 "$2"
  count 0 1
}
# beside COMMAND...: runs it in the background, two at a time (FACTORYTWIN_LANES); what it prints comes out whole when it ends. Most tests wait more
# than they compute.
lanes="${FACTORYTWIN_LANES:-2}"
beside() {
  while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do wait -n; done
  { said=$("$@" 2>&1); [ -z "$said" ] || printf '%s\n' "$said"; } &
}
finish() {
  local passed failed
  read -r passed failed < <(awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$tally")
  printf '\n(%d s)\n%d passed, %d failed\n' "$SECONDS" "$passed" "$failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit $?
}

say "Debian packages"
packages=(python3-grpcio python3-protobuf coinor-cbc r-cran-forecast chromium fonts-noto-cjk
  g++ pkg-config libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc
  make libssl-dev zlib1g-dev libzstd-dev postgresql)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ]; then
    echo "installing ${missing[*]}"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
      >"$logs/apt.log" 2>&1 || broken "apt-get install ${missing[*]}" "$logs/apt.log"
  else
    echo "not root: install them with 'apt-get install ${missing[*]}'; the tests that need them will fail until then"
  fi
fi

say "Peers, console and packages"
prepare() { # NAME COMMAND...
  local name=$1
  shift
  "$@" >"$logs/$name.log" 2>&1 || broken "$name" "$logs/$name.log"
}
for setup in tests/*/peers/setup.sh; do
  beside prepare "$(basename "$(dirname "$(dirname "$setup")")")-peers" bash "$setup"
done
beside prepare console-build bash gateway/console/build.sh
beside prepare restore dotnet restore FactoryTwin.slnx -v quiet -p:Configuration=Release
wait

say "Build"
# One compiler for all projects, in place of a cold one for each: less than half the time.
dotnet build FactoryTwin.slnx -c Release --no-restore --nologo -v quiet -p:UseSharedCompilation=true 2>&1 | tee "$logs/build.log"
built=${PIPESTATUS[0]}
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
if [ "$built" -ne 0 ]; then broken "dotnet build"; finish; fi

# Where the folder with public data is there, the product proves itself on it; a clone alone passes without.
data="${FACTORYTWIN_DATA:-../shared/data}"
export FACTORYTWIN_DATA; FACTORYTWIN_DATA=$(readlink -f "$data" || true)
projects=()
for project in tests/*/*.Tests.csproj; do
  name=$(basename "$(dirname "$project")")
  # shellcheck disable=SC2254
  case "$name" in $only) ;; *) continue ;; esac
  if [ "$name" = PublishedData ] && [ ! -d "$data" ]; then
    echo "PublishedData: no folder '$data' (FACTORYTWIN_DATA), its tests do not run"
    continue
  fi
  projects+=("$project")
done

# run NAME PROJECT [ARGUMENTS]: runs a test project and counts; NAME is that of its log and results.
run() {
  local name=$1 project=$2 code trx counters total ok bad began=$SECONDS
  shift 2
  say "$name"
  # A test that hangs is named and costs minutes, not the whole run.
  timeout 900 dotnet test "$project" -c Release --no-build --nologo --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none --logger "trx;LogFileName=$name.trx" \
    --results-directory "$results" "$@" >"$logs/$name.log" 2>&1
  code=$?
  trx="$results/$name.trx"
  counters=$(grep -o '<Counters [^>]*' "$trx" 2>/dev/null | head -n 1)
  total=$(sed -n 's/.* total="\([0-9]*\)".*/\1/p' <<<"$counters") ok=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")
  if [ -z "$counters" ] || [ "${total:-0}" -eq 0 ]; then
    broken "$name ran no test (exit code $code)" "$logs/$name.log"
    return
  fi
  # Whatever did not pass failed: a skipped or undecided test is not a pass.
  bad=$((total - ok))
  [ "$bad" -gt 0 ] || [ "$code" -eq 0 ] || bad=1
  echo "$ok passed, $bad failed, $((SECONDS - began)) s"
  [ "$bad" -eq 0 ] || grep -E '^\s+Failed |Error Message|^\s+(Expected|But was)|error' "$logs/$name.log" | head -n 60
  count "$ok" "$bad"
}

# These have the machine for themselves: one watches the memory of what it attacks, one drives a whole browser.
is_alone() { case "$1" in Fuzz | Browser) ;; *) false ;; esac; }
for project in "${projects[@]}"; do
  name=$(basename "$(dirname "$project")")
  is_alone "$name" || beside run "$name" "$project"
done

# The services once more on the cluster's engines: PostgreSQL, and Kafka's protocol, both started by the tests themselves
# (tests/Testing/TestAdapters.cs). Of the scheduler those that start it: the rest is arithmetic without an engine. Of the gateway those of what
# it keeps (directory, lifecycles) and of dead letters: the rest passes calls on. The product is killed on PostgreSQL with its events in files: the
# mock cluster can trip over an assertion of its own when members die while their group forms. The crash program's own tests kill on all
# engines in the first pass.
for project in "${projects[@]}"; do
  name=$(basename "$(dirname "$project")")
  case "$name" in
    Ingestion | TwinState | Energy | VirtualPlant | EndToEnd | Local) FACTORYTWIN_TEST_ADAPTERS=cluster beside run "$name-cluster" "$project" ;;
    Chaos) FACTORYTWIN_KILLS=6 FACTORYTWIN_TEST_ADAPTERS=postgres beside run "$name-postgres" "$project" --filter FullyQualifiedName~KillTests ;;
    Scheduler) FACTORYTWIN_TEST_ADAPTERS=cluster beside run "$name-cluster" "$project" --filter FullyQualifiedName~Scheduler.Tests.Service ;;
    Gateway) FACTORYTWIN_TEST_ADAPTERS=cluster beside run "$name-cluster" "$project" --filter 'FullyQualifiedName~DeadLetter|FullyQualifiedName~Directory|FullyQualifiedName~Lifecycle|FullyQualifiedName~SharedStore|FullyQualifiedName~Registration' ;;
  esac
done

console() {
  local code ok bad began=$SECONDS
  say "console"
  (cd gateway/console && npm test --silent -- --reporter=default --reporter=json --outputFile="$results/console.json") >"$logs/console.log" 2>&1
  code=$?
  read -r ok bad < <(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(r.numPassedTests, r.numTotalTests - r.numPassedTests);' "$results/console.json" 2>/dev/null || echo "0 1")
  [ "$bad" -gt 0 ] || [ "$code" -eq 0 ] || bad=1
  echo "$ok passed, $bad failed, $((SECONDS - began)) s"
  [ "$bad" -eq 0 ] || tail -n 60 "$logs/console.log"
  count "$ok" "$bad"
}
case "console" in $only) beside console ;; esac
wait

for project in "${projects[@]}"; do
  name=$(basename "$(dirname "$project")")
  ! is_alone "$name" || run "$name" "$project"
done

finish
