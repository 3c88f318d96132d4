#!/bin/sh
# The installer's line in a Debian without Java, and there an application started as by an image's ENTRYPOINT: it is
# registered, its calls are carried, and its exit code becomes the sidecar's. As root; a few minutes; needs mmdebstrap,
# python3, curl and Debian's packages. What it installs is target/release.
#
#   src/test/acceptance/fresh_debian.sh [ROOT.tar]
#
# ROOT.tar: such a Debian, with wget in it, in the place of one that mmdebstrap makes first.
set -eu
given=${1:+$(readlink -f "$1")}
cd "$(dirname "$(readlink -f "$0")")/../../.."

main() {
  [ -f target/release/SHA256SUMS ] || fail "target/release: not there (expected: mvn -Prelease -DskipTests package)"
  work=$(mktemp -d)
  started=
  trap 'end' EXIT
  make_root
  serve target/release release
  serve "$work/shop" shop
  start_control_plane
  install
  run_application
  echo "passed"
}

end() {
  for process in $started; do
    kill "$process" 2>/dev/null || :
  done
  rm -rf "$work"
}

fail() {
  echo "failed: $*" >&2
  exit 1
}

make_root() {
  mkdir "$work/root" "$work/shop"
  [ -n "$given" ] || mmdebstrap --quiet --variant=minbase --include=ca-certificates,wget \
    --dpkgopt='path-exclude=/usr/share/man/*' bookworm "$work/root.tar" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
  tar -xf "${given:-$work/root.tar}" -C "$work/root"
  cp /etc/resolv.conf "$work/root/etc/resolv.conf"
  echo "two of them" >"$work/shop/stock"
}

# in_root COMMAND…: in that Debian, with a /proc of its own, in which nothing outlives the command.
in_root() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount --pid --fork --kill-child sh -c '
    root=$1
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    exec chroot "$root" "$@"' sh "$work/root" "$@"
}

# serve FOLDER NAME: on a free port of this machine, which the file NAME.port then holds.
serve() {
  python3 -u -m http.server --bind 127.0.0.1 --directory "$1" 0 >"$work/$2.log" 2>&1 &
  started="$started $!"
  await "$work/$2.log" 'port [0-9]'
  sed -n 's/.* port \([0-9]*\).*/\1/p' "$work/$2.log" | head -n 1 >"$work/$2.port"
}

await() {
  tries=0
  until grep -qs "$2" "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "no $2 in: $(cat "$1")"
    sleep 0.2
  done
}

start_control_plane() {
  bin/a8sidecar control-plane --registry_port 0 --controller_port 0 >"$work/control" 2>&1 &
  started="$started $!"
  await "$work/control" controller=
  registry=http://$(sed -n 's/.*registry=\([^ ]*\).*/\1/p' "$work/control")
  controller=http://$(sed -n 's/.*controller=\([^ ]*\).*/\1/p' "$work/control")
  curl -fsS -o "$work/answer" -H 'Content-Type: application/json' "$registry/api/v1/instances" -d '{
    "service_name": "shop", "ttl": 600,
    "endpoint": {"type": "http", "value": "127.0.0.1:'"$(cat "$work/shop.port")"'"}}'
}

install() {
  ! in_root sh -c 'command -v java' || fail "this Debian has a Java"
  # shellcheck disable=SC2016 # for the inner shell to expand
  in_root sh -c 'wget -qO- "$0/a8sidecar.sh" | A8_DOWNLOAD_URL=$0 sh' "http://127.0.0.1:$(cat "$work/release.port")"
  version=$(in_root a8sidecar --version)
  echo "in a Debian that had no Java: $version"
  [ "$(in_root readlink /var/log/nginx)" = a8sidecar ] || fail "no link to the logs"
  [ -z "$(ls -A "$work/root/tmp")" ] || fail "left in /tmp: $(ls -A "$work/root/tmp")"
  [ -z "$(ls -A "$work/root/var/lib/apt/lists")" ] || fail "left in apt's lists"
}

# ["a8sidecar", "--register", "--proxy", "--supervise", "YOURAPP", …], where the application's calls go to the shop.
run_application() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  code=0
  # shellcheck disable=SC2016 # for the inner shell to expand
  in_root env A8_SERVICE=app:v1 A8_ENDPOINT_PORT=9 A8_ENDPOINT_HOST=127.0.0.1 A8_PROXY_PORT="$port" A8_ADMIN_PORT=0 \
    A8_REGISTRY_URL="$registry" A8_CONTROLLER_URL="$controller" A8_REGISTRY_POLL=1s A8_DRAIN_DELAY=0s \
    a8sidecar --register --proxy --supervise sh -c '
      until wget -qO- "http://127.0.0.1:$0/shop/stock"; do sleep 1; done
      until wget -qO- "$1/api/v1/services/app" | grep -q "127.0.0.1:9"; do sleep 1; done
      echo "registered, and its call was carried"
      exit 7' "$port" "$registry" >"$work/application" 2>&1 || code=$?
  [ "$code" = 7 ] || fail "exit code $code (expected: 7) of: $(cat "$work/application")"
  grep -q 'two of them' "$work/application" || fail "no answer in: $(cat "$work/application")"
  grep 'its call was carried' "$work/application"
}

main "$@"
