#!/usr/bin/env bash
# Plays a recorded file as live data through the gateway. See ./replay.sh --help.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out="$here/deploy/replay/bin/Release/net10.0"
if [ ! -f "$out/replay.dll" ] || [ -n "$(find "$here/deploy/replay" "$here/proto" -name bin -prune -o -name obj -prune -o -newer "$out/replay.dll" -type f -print -quit)" ]; then
  dotnet build "$here/deploy/replay/FactoryTwin.Replay.csproj" -c Release -v q --nologo >&2
fi
exec dotnet "$out/replay.dll" "$@"
