#!/usr/bin/env bash
# Takes the contracts of today as the published ones: writes docs/api/baseline.txtpb, which every later change is held against.
# Done at a release, and by nobody in between. Refuses where today's contracts break the published ones.
# Options: --break   before version 1.0.0 only: publish in spite of the breaks; they belong into CHANGELOG.md under "Breaking"
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
baseline="$root/docs/api/baseline.txtpb"
buf="$root/tests/Contracts/peers/node_modules/.bin/buf"
bash "$root/tests/Contracts/peers/setup.sh"
cd "$root/proto"

if [ -e "$baseline" ] && ! "$buf" breaking --against "$baseline"; then
  if [ "${1:-}" != --break ] || ! grep -q '<Version>0\.' "$root/Directory.Build.props"; then
    echo "publish.sh: these break callers of the published contract: they need a new package version (CONTRIBUTING.md)" >&2
    exit 1
  fi
fi
mkdir -p "$(dirname "$baseline")"
"$buf" build --exclude-source-info --path factorytwin -o "$baseline"
