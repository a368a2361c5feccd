#!/usr/bin/env bash
# Builds the console into dist/ where anything that it is made of has changed since the last build.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

lock=$(sha256sum package-lock.json generator/package-lock.json)
if [ "$(cat node_modules/.stamp 2>/dev/null)" != "$lock" ]; then
  npm ci --no-audit --no-fund
  npm ci --no-audit --no-fund --ignore-scripts --prefix generator
  printf '%s\n' "$lock" >node_modules/.stamp
fi

sources=$(cd ../.. && find gateway/console docs/api/openapi.json \( -name node_modules -o -name dist -o -name generated -o -name .stamp \) -prune -o -type f -print0 \
  | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
if [ "$(cat dist/.stamp 2>/dev/null)" != "$sources" ]; then
  npm run build
  printf '%s\n' "$sources" >dist/.stamp
fi
