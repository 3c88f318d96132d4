#!/bin/sh
# The image that docker/build made: how large it is, that it runs as nobody in particular with a root file system that is
# read-only, how soon it is ready, and that the demo runs in it. As root; needs podman, buildah, curl and python3.
#
#   src/test/acceptance/image.sh [IMAGE]
#
# PODMAN: what to run it with, where plain "podman" does not do.
set -eu

image=${1:-localhost/amalgam8/a8-sidecar}
PODMAN=${PODMAN:-podman --log-level=fatal --runtime runc}
work=$(mktemp -d)
name=a8-image-test-$$
started=

main() {
  trap 'end' EXIT
  size
  user
  demo
  start
  echo "passed"
}

end() {
  $PODMAN rm -f -t 5 "$name" >/dev/null 2>&1 || :
  rm -rf "$work"
}

fail() {
  echo "failed: $*" >&2
  exit 1
}

# run WORD…: with no right at all, and nothing to write to.
run() {
  # shellcheck disable=SC2086 # several words on purpose
  $PODMAN run --rm --no-healthcheck --network host --read-only --read-only-tmpfs=false --cap-drop ALL \
    --security-opt no-new-privileges --ulimit nofile=4096:4096 --ulimit nproc=4096:4096 --name "$name" "$@"
}

size() {
  buildah push -q "$image" "oci:$work/oci:image"
  bytes=$(cat "$work"/oci/blobs/sha256/* | wc -c)
  echo "compressed: $((bytes / 1000000)) MB"
  [ "$bytes" -le 90000000 ] || fail "$bytes bytes (expected: at most 90 MB)"
}

user() {
  said=$(run --entrypoint sh "$image" -c 'id -u; touch /x /tmp/x 2>/dev/null || echo read-only; readlink /var/log/nginx')
  [ "$said" = "10001
read-only
a8sidecar" ] || fail "$said"
  echo "user 10001, nothing to write to"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

await() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 6000 ] || fail "never: $*: $(cat "$work/said")"
    sleep 0.02
  done
}

# Its processes' logs go to /tmp.
demo() {
  port=$(free_port)
  run --tmpfs /tmp:rw,mode=1777 "$image" demo --proxy_port "$port" >"$work/said" 2>&1 &
  started=$!
  await answers "http://127.0.0.1:$port/helloworld/hello"
  echo "the demo answers: $(curl -s "http://127.0.0.1:$port/helloworld/hello")"
  $PODMAN stop -t 20 "$name" >/dev/null
  wait "$started" || :
}

answers() {
  curl -fsS -o "$work/answer" "$1" 2>/dev/null
}

start() {
  registry=$(free_port)
  controller=$(free_port)
  run "$image" control-plane --registry_port "$registry" --controller_port "$controller" >"$work/said" 2>&1 &
  started=$!
  await grep -q controller= "$work/said"
  control_plane=$name
  name=$name-sidecar
  admin=$(free_port)
  began=$(date +%s%N)
  run -e A8_LOG_DIR=stdout -e A8_ADMIN_PORT="$admin" "$image" --proxy --proxy_port "$(free_port)" \
    --registry_url "http://127.0.0.1:$registry" --controller_url "http://127.0.0.1:$controller" >"$work/said" 2>&1 &
  sidecar=$!
  await answers "http://127.0.0.1:$admin/readyz"
  ready=$(date +%s%N)
  ran=$($PODMAN inspect -f '{{.State.StartedAt.UnixNano}}' "$name")
  echo "ready $(((ready - ran) / 1000000)) ms after the container ran, for which podman took $(((ran - began) / 1000000)) ms"
  $PODMAN exec "$name" a8-healthcheck || fail "the health check says no"
  $PODMAN stop -t 20 "$name" >/dev/null
  code=0
  wait "$sidecar" || code=$?
  [ "$code" = 0 ] || fail "exit code $code after TERM (expected: 0)"
  name=$control_plane
}

main
