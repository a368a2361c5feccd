#!/usr/bin/env bash
# Builds the two C++ servers into build/. Usage: build.sh FOLDER_OF_PROTO
set -euo pipefail
proto=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")"
mkdir -p build
cd build
files=(factorytwin/options/v1/access.proto google/api/annotations.proto google/api/http.proto)
protoc -I "$proto" -I ../../../protos --cpp_out=. --grpc_out=. --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" bench.proto "${files[@]}"
mapfile -d " " -t flags < <(pkg-config --cflags --libs grpc++ protobuf | tr -s "\n " " ")
shared=(bench.pb.cc bench.grpc.pb.cc factorytwin/options/v1/access.pb.cc google/api/annotations.pb.cc google/api/http.pb.cc)
objects=()
for source in "${shared[@]}"; do
  g++ -std=c++17 -O2 -I. -c "$source" -o "$(basename "$source" .cc).o"
  objects+=("$(basename "$source" .cc).o")
done
for server in sync_server callback_server; do
  g++ -std=c++17 -O2 -I. -I.. "../$server.cc" "${objects[@]}" "${flags[@]}" -o "$server"
done
