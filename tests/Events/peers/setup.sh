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
mended=stop-once,close-on-exec # part of the cache's name
cache="${XDG_CACHE_HOME:-$HOME/.cache}/factorytwin/librdkafka-$version-$(uname -m)-$(printf '%s ' "${options[@]}" "$mended" | cksum | cut -d ' ' -f 1)"

mkdir -p "$cache" "$target"
exec 9>"$cache/lock"
flock 9
if [ ! -s "$cache/librdkafka.so.1" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cp -R "$source/." "$work"
  cd "$work"
  # A partition that is taken away twice before it has stopped (given back, then the group left) was told to stop twice, and the second answer ended
  # the process: https://github.com/confluentinc/librdkafka/issues/5573, mended after 2.15.1 as here.
  sed -i 's|^\( *\)rd_bool_t rktp_started;|\1rd_bool_t rktp_wait_stop;\n&|' src/rdkafka_partition.h
  sed -i -e 's|if (rktp->rktp_started) {|if (rktp->rktp_started \&\& !rktp->rktp_wait_stop) {\n                        rktp->rktp_wait_stop = rd_true;|' \
    -e 's|^\( *\)rktp->rktp_started = rd_false;|&\n\1rktp->rktp_wait_stop = rd_false;|' src/rdkafka_assignment.c
  [ "$(cat src/rdkafka_partition.h src/rdkafka_assignment.c | grep -c rktp_wait_stop)" = 4 ] || { echo "librdkafka $version is not what the mend was made for" >&2; exit 1; }
  # The mock brokers' connections were inherited by every process that was started meanwhile: a cut did not reach the client, which waited for minutes.
  sed -i 's|new_s = accept(\(mrkb->listen_s.*\)$|new_s = accept4(\1|; s|^\( *\)&peer_size);|\1\&peer_size, SOCK_CLOEXEC);|' src/rdkafka_mock.c
  [ "$(grep -A 1 'accept4(' src/rdkafka_mock.c | grep -c SOCK_CLOEXEC)" = 1 ] || { echo "librdkafka $version is not what the mend was made for" >&2; exit 1; }
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
