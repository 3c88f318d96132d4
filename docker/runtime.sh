#!/bin/sh
# Gives an installation a Java of its own, of just the modules that it uses, and that one an archive of a8sidecar's classes,
# which halves its start. Runs while an image is built, with a JDK on the PATH, or in JAVA_HOME.
#
#   docker/runtime.sh /opt/lib/a8sidecar-2.0.0
set -eu

# What the program uses; of what its libraries could use besides (java.desktop, java.sql) nothing is called.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.xml
modules=$modules,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs

main() {
  home=$1
  work=$(mktemp -d)
  server=
  trap 'end' EXIT
  link_runtime
  make_archive
}

end() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  rm -rf "$work"
}

link_runtime() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules "$modules" --output "$home/runtime" \
    --strip-java-debug-attributes --no-header-files --no-man-pages
  # The authorities that the system trusts, which a distribution's JDK keeps elsewhere.
  if [ ! -s "$home/runtime/lib/security/cacerts" ]; then
    cp -L /etc/ssl/certs/java/cacerts "$home/runtime/lib/security/cacerts"
  fi
}

# Until 25, Java is told to make the archive of what one life has loaded: that holds old classes, too, and what Java
# itself needs, so that one file is enough. From then on it makes one by itself.
make_archive() {
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/runtime/release")
  if [ "$version" -ge 25 ]; then
    learn "-XX:AOTCacheOutput=$home/lib/a8sidecar.aot"
    ls "$home/lib/a8sidecar.aot"
    return
  fi
  learn "-XX:DumpLoadedClassList=$work/classes"
  "$home/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump -Xlog:disable -Xlog:all=error \
    -XX:SharedClassListFile="$work/classes" -XX:SharedArchiveFile="$home/lib/a8sidecar.jsa" -cp "$home/lib/a8sidecar.jar"
  ls "$home/lib/a8sidecar.jsa"
}

# A short life of a sidecar, beside a control plane that is its application, too: what it loads each one will load.
learn() {
  "$home/bin/a8sidecar" control-plane --registry_port 0 --controller_port 0 >"$work/server" 2>&1 &
  server=$!
  registry=$(address registry server)
  controller=$(address controller server)
  A8_JAVA_OPTS=$1 "$home/bin/a8sidecar" --register --proxy --proxy_port=0 --admin_port=0 --log_dir="$work/log" \
    --service=learning --endpoint_host=127.0.0.1 --endpoint_port="${registry##*:}" --drain_delay=0s --registry_poll=1s \
    --registry_url="http://$registry" --controller_url="http://$controller" >"$work/sidecar" 2>&1 &
  sidecar=$!
  proxy=$(address proxy sidecar)
  admin=$(address admin sidecar)
  for _ in 1 2 3 4 5; do
    get "http://$admin/readyz" || :
    get "http://$proxy/learning/uptime" || :
    sleep 1
  done
  get "http://$admin/metrics"
  kill "$sidecar"
  wait "$sidecar" || { cat "$work/sidecar" >&2; exit 1; }
  kill "$server"
  wait "$server" || :
  server=
}

# address NAME FILE: what the program has said there of where it listens.
address() {
  tries=0
  until grep -q "$1=" "$work/$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || { cat "$work/$2" >&2; exit 1; }
    sleep 0.1
  done
  sed -n "s/.*$1=\([^ ]*\).*/\1/p" "$work/$2" | head -n 1
}

get() {
  wget -q -O /dev/null -T 10 "$1"
}

main "$@"
