#!/usr/bin/env bash
# Builds librdkafka, the native library under the Kafka adapter, from the source that an npm package carries, and installs the
# independent Kafka client of the tests. Safe to run again: what is there already stays. Needs a C compiler, libssl-dev,
# zlib1g-dev and libzstd-dev. The library goes to artifacts/librdkafka, from where the build takes it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
export npm_config_loglevel=error

if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
  # Without install scripts: the package's own would download a binary.
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.installed-lock
fi

source="$PWD/node_modules/@confluentinc/kafka-javascript/deps/librdkafka"
target="$(readlink -f ../../..)/artifacts/librdkafka"
version=$(sed -n 's/^  "librdkafka": "\(.*\)",$/\1/p' node_modules/@confluentinc/kafka-javascript/package.json)
options=(--disable-gssapi --disable-curl --disable-lz4-ext)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/factorytwin/librdkafka-$version-$(uname -m)-$(printf '%s ' "${options[@]}" | cksum | cut -d ' ' -f 1)"

mkdir -p "$cache" "$target"
exec 9>"$cache/lock"
flock 9
if [ ! -s "$cache/librdkafka.so.1" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cp -R "$source/." "$work"
  cd "$work"
  ./configure "${options[@]}" >output.txt 2>&1 || { tail -n 40 output.txt >&2; exit 1; }
  for part in SSL ZLIB ZSTD; do
    grep -q "^#define WITH_$part 1" config.h || { echo "librdkafka would be built without $part: install libssl-dev zlib1g-dev libzstd-dev" >&2; exit 1; }
  done
  make -j"$(nproc)" -C src librdkafka.so.1 >output.txt 2>&1 || { tail -n 40 output.txt >&2; exit 1; }
  strip --strip-unneeded src/librdkafka.so.1
  mv src/librdkafka.so.1 "$cache/librdkafka.so.1.new"
  mv "$cache/librdkafka.so.1.new" "$cache/librdkafka.so.1"
fi
cmp -s "$cache/librdkafka.so.1" "$target/librdkafka.so.1" || cp "$cache/librdkafka.so.1" "$target/librdkafka.so.1"
