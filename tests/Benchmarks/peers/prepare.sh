#!/usr/bin/env bash
# Makes the benchmark's peers ready: Debian packages (as root), the C++ servers, the Node packages. Run by the benchmark itself on its
# first use, and not by ./test.sh: no test needs them. Safe to run again. Usage: prepare.sh FOLDER_OF_PROTO
set -euo pipefail
proto=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")"

packages=(nghttp2-client nginx-light g++ pkg-config libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc python3-grpcio python3-protobuf)
missing=()
for package in "${packages[@]}"; do
  case $package in
    nginx-light) command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=("$package") ;;
    *) dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package") ;;
  esac
done
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" -eq 0 ] || { echo "missing: apt-get install ${missing[*]}" >&2; exit 1; }
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

stamp=$(cat cpp/*.cc cpp/*.h cpp/build.sh ../protos/bench.proto | sha256sum)
if [ "$(cat cpp/build/.stamp 2>/dev/null)" != "$stamp" ]; then
  bash cpp/build.sh "$proto"
  echo "$stamp" >cpp/build/.stamp
fi

mkdir -p pace/build
for program in steady relay; do
  [ pace/build/$program -nt pace/$program.cc ] || g++ -std=c++20 -O2 pace/$program.cc -o pace/build/$program
done

if ! cmp -s node/package-lock.json node/node_modules/.installed-lock 2>/dev/null; then
  (cd node && npm ci --ignore-scripts --no-audit --no-fund)
  cp node/package-lock.json node/node_modules/.installed-lock
fi
