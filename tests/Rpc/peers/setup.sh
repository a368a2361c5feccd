#!/usr/bin/env bash
# Installs the official gRPC peers of the Rpc tests: Node packages by npm, Debian's grpcio for Python. Safe to run again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.installed-lock
fi

if ! /usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "Python's grpcio is missing and this is not root: apt-get install python3-grpcio python3-protobuf" >&2
    exit 1
  fi
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3 python3-grpcio python3-protobuf
fi
