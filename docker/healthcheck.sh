#!/bin/sh
# Whether the sidecar in this container lives: its admin API says so. By bash or by wget, whichever the image has.
set -eu
port=${A8_ADMIN_PORT:-5813}
if command -v wget >/dev/null 2>&1; then
  exec wget -q -O /dev/null -T 2 "http://127.0.0.1:$port/livez"
fi
# shellcheck disable=SC2016 # for bash to expand
exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0"
  printf "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3
  read -r _ status _ <&3 && [ "$status" = 200 ]' "$port"
