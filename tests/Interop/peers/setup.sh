#!/usr/bin/env bash
# Makes the official gRPC peers of the interop tests ready: Node packages by npm, Debian's grpcio with generated messages, and
# the C++ peer, compiled. What is there and fresh is kept: a second run takes no time.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

packages=(python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc libgrpc++-dev libprotobuf-dev pkg-config g++)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "missing and this is not root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.installed-lock
fi

# What the compiled peer depends on: the contract, its sources, this script, the installed library.
protos=(grpc/testing/empty.proto grpc/testing/messages.proto grpc/testing/test.proto)
stamp=$({ cat setup.sh cpp/*.h cpp/*.cc; (cd ../protos && cat "${protos[@]}"); dpkg-query -W libgrpc++-dev libprotobuf-dev g++; } | sha256sum)
if [ "$(cat bin/stamp 2>/dev/null)" = "$stamp" ]; then
  echo "the compiled peer is fresh"
  exit 0
fi
rm -rf bin && mkdir -p bin/gen bin/python bin/obj
protoc -I ../protos --cpp_out=bin/gen --grpc_out=bin/gen --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" "${protos[@]}"
protoc -I ../protos --python_out=bin/python --grpc_out=bin/python --plugin=protoc-gen-grpc="$(command -v grpc_python_plugin)" "${protos[@]}"
# A package named grpc would hide the library's: the generated modules are named anew.
mv bin/python/grpc/testing bin/python/interop_testing
sed -i -E 's/^from grpc\.testing import/from interop_testing import/' bin/python/interop_testing/*.py

read -r -a flags <<<"$(pkg-config --cflags grpc++ protobuf)"
read -r -a libraries <<<"$(pkg-config --libs grpc++ protobuf)"
export flags_text="${flags[*]}"
find cpp bin/gen -name '*.cc' | xargs -P "$(nproc)" -I{} bash -c \
  'g++ -std=c++17 -O1 -Wall -Icpp -Ibin/gen $flags_text -c {} -o "bin/obj/$(echo {} | tr / _).o"'
g++ bin/obj/*.o "${libraries[@]}" -lpthread -o bin/peer
rm -rf bin/obj
echo "$stamp" >bin/stamp
