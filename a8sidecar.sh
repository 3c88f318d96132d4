#!/bin/sh
# Installs a8sidecar and a8ctl on this machine or in this image:
#
#   curl -sSL https://github.com/amalgam8/a8sidecar/releases/download/v2.0.0/a8sidecar.sh | sh
#   wget -qO- https://github.com/amalgam8/a8sidecar/releases/download/v2.0.0/a8sidecar.sh | sh
#
# What it takes, behind "| sh -s --": uninstall (of all versions), --dry-run (says what it would do), --help.
#
# What it heeds:
#   PREFIX              where to install: lib/a8sidecar-VERSION, and links to its commands in bin. Default: /usr/local;
#                       ~/.local for a user who may not write there.
#   A8_VERSION          the version. Default: this script's own.
#   A8_DOWNLOAD_URL     where the archive and SHA256SUMS are: https://…, file:///… or a folder; http:// on this machine
#                       alone. Default: the version's release.
#   A8_LOGSTASH_SERVER  host:port of Logstash's beats input, for the installed conf/filebeat.yml.
#
# The archive's checksum is compared before it is unpacked. What is already there stays as it is. Outside of PREFIX only
# root's run without PREFIX writes: a Java runtime by apt-get or apk, where there is none of 17 or later, and the folder
# of the logs with a link to it from /var/log/nginx, where the logs of a8sidecar's forerunner are read.
#
# The braces around all of it, which the last line closes: of a script that came in part, nothing runs.
{

a8_main() {
  set -eu
  umask 022
  released=2.0.0
  action=install
  rehearsal=
  for word in "$@"; do
    case $word in
      install) ;;
      uninstall | --uninstall) action=uninstall ;;
      --dry-run) rehearsal=yes ;;
      -h | --help) action=help ;;
      *) a8_fail 2 "$word: unknown (expected: uninstall, --dry-run or --help)" ;;
    esac
  done
  if [ "$action" = help ]; then
    a8_help
    return 0
  fi
  a8_choose
  "a8_$action"
}

a8_help() {
  cat <<'TEXT'
Installs a8sidecar and a8ctl; "uninstall" takes them away again, --dry-run just says what would be done.
  PREFIX              where to install (default: /usr/local; ~/.local for a user who may not write there)
  A8_VERSION          the version (default: this script's own)
  A8_DOWNLOAD_URL     where the archive and SHA256SUMS are: https://..., http://localhost..., file:///... or a folder
                      (default: its release)
  A8_LOGSTASH_SERVER  host:port of Logstash's beats input, for the installed conf/filebeat.yml
TEXT
}

a8_say() {
  printf 'a8sidecar.sh: %s\n' "$*"
}

a8_fail() {
  code=$1
  shift
  a8_say "$@" >&2
  exit "$code"
}

# Reads the variables.
a8_choose() {
  version=${A8_VERSION:-$released}
  version=${version#v}
  case $version in
    *[!0-9A-Za-z.-]* | .* | -*) a8_fail 2 "A8_VERSION: $version (expected: a version such as $released)" ;;
  esac
  name=a8sidecar-$version
  archive=$name-linux.tar.gz
  source=${A8_DOWNLOAD_URL:-https://github.com/amalgam8/a8sidecar/releases/download/v$version}
  source=${source%/}
  case $source in
    *://* | /*) ;;
    *) [ ! -d "$source" ] || source=$PWD/$source ;;
  esac
  prefix=${PREFIX:-/usr/local}
  systemwide=
  if [ -z "${PREFIX:-}" ] && [ "$(id -u)" = 0 ]; then
    systemwide=yes
  elif [ -z "${PREFIX:-}" ] && [ -n "${HOME:-}" ] && ! a8_may_write "$prefix"; then
    prefix=$HOME/.local
  fi
  case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
  esac
  prefix=${prefix%/}
  place=$prefix/lib/$name
}

# Whether bin and lib could be made or written to there.
a8_may_write() {
  for folder in "$1/bin" "$1/lib"; do
    while [ ! -e "$folder" ]; do
      folder=$(dirname "$folder")
    done
    [ -d "$folder" ] && [ -w "$folder" ] || return 1
  done
}

# What to say instead: a place of the user's own, where there is one.
a8_other_prefix() {
  if [ -n "${HOME:-}" ] && a8_may_write "$HOME/.local"; then
    echo "PREFIX=\$HOME/.local"
  else
    echo "PREFIX=FOLDER, one that may be written"
  fi
}

a8_install() {
  for command in a8sidecar a8ctl; do
    if a8_is_foreign "$command"; then
      a8_fail 1 "$prefix/bin/$command: not of this script (expected: nothing there; take it away, or set PREFIX)"
    fi
  done
  a8_may_write "$prefix" || a8_fail 1 "$prefix: cannot be written (expected: root, or $(a8_other_prefix))"
  if [ -f "$place/.installed" ]; then
    a8_say "a8sidecar $version is already installed in $place"
  elif [ -e "$place" ]; then
    a8_fail 1 "$place: not of this script (expected: nothing there; take it away, or set PREFIX)"
  elif [ -n "$rehearsal" ]; then
    a8_say "would install a8sidecar $version from $source in $place"
  else
    a8_fetch_and_unpack
  fi
  [ -z "$rehearsal" ] || return 0
  a8_link
  a8_remove_others
  [ -z "$systemwide" ] || a8_link_logs
  a8_ensure_java
  a8_say "ready: $prefix/bin/a8sidecar and $prefix/bin/a8ctl"
  case :$PATH: in
    *:"$prefix/bin":*) ;;
    *) a8_say "$prefix/bin is not on the PATH: add it, as in PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
}

# Whether something else goes by that name where the link to the command would stand.
a8_is_foreign() {
  link=$prefix/bin/$1
  if [ -L "$link" ]; then
    case $(readlink "$link") in
      ../lib/a8sidecar-*/bin/"$1") return 1 ;;
    esac
    return 0
  fi
  [ -e "$link" ]
}

a8_fetch_and_unpack() {
  work=
  staging=
  made=
  trap a8_clear EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  work=$(mktemp -d "${TMPDIR:-/tmp}/a8sidecar.XXXXXX" 2>/dev/null) ||
    a8_fail 1 "${TMPDIR:-/tmp}: nothing can be put there (expected: a folder with room in TMPDIR); nothing was installed"
  a8_fetch SHA256SUMS
  a8_fetch "$archive"
  a8_check
  a8_make "$prefix/lib"
  a8_make "$prefix/bin"
  staging=$(mktemp -d "$prefix/lib/.a8sidecar.XXXXXX" 2>/dev/null) || a8_no_room
  a8_unpack
  [ -x "$staging/$name/bin/a8sidecar" ] || a8_fail 1 "$archive: no a8sidecar in it (expected: $name/bin/a8sidecar)"
  if [ -n "${A8_LOGSTASH_SERVER:-}" ]; then
    a8_set_logstash "$staging/$name/conf/filebeat.yml"
  fi
  touch "$staging/$name/.installed" 2>/dev/null || a8_no_room
  # Not into it, where somebody else has installed the same meanwhile.
  mv -T "$staging/$name" "$place" 2>/dev/null || [ -f "$place/.installed" ] || a8_fail 1 "$place: cannot be made"
  made=
  a8_clear
  trap - EXIT HUP INT TERM
  a8_say "a8sidecar $version is installed in $place"
}

# Takes away what is half done: the folders, too, that were not there before, as long as nobody has put anything there.
a8_clear() {
  rm -rf ${work:+"$work"} ${staging:+"$staging"}
  printf '%s' "$made" | while IFS= read -r folder; do
    rmdir "$folder" 2>/dev/null || :
  done
}

# Makes that folder and those above it, and keeps in mind which were not there, the deepest first.
a8_make() {
  [ ! -d "$1" ] || return 0
  a8_make "$(dirname "$1")"
  mkdir "$1" 2>/dev/null || [ -d "$1" ] || a8_no_room
  made="$1
$made"
}

# Of all that tar may have to say, the first line will do.
a8_unpack() {
  said=$(LC_ALL=C tar -xzf "$work/$archive" -C "$staging" 2>&1 </dev/null) && return 0
  case $said in
    *'No space left'* | *uota* | *'Wrote only'*) a8_no_room ;;
  esac
  a8_fail 1 "$archive: cannot be unpacked in $prefix/lib: ${said%%
*}; nothing was installed"
}

a8_no_room() {
  a8_fail 1 "$prefix/lib: no room for $name (expected: a disk that is not full); nothing was installed"
}

# Fetches that file of the release.
a8_fetch() {
  case $source in
    file:///*) a8_copy "$(printf '%s\n' "${source#file://}" | sed 's/%20/ /g')/$1" ;;
    /*) a8_copy "$source/$1" ;;
    https://*) a8_download https "$source/$1" ;;
    http://localhost[:/]* | http://127.0.0.1[:/]* | 'http://[::1]'[:/]*) a8_download http "$source/$1" ;;
    *)
      a8_fail 2 "A8_DOWNLOAD_URL: $source (expected: https://…, file:///… or a folder that is there;" \
        "http:// of localhost alone)"
      ;;
  esac
}

a8_copy() {
  [ -f "$1" ] || a8_fail 1 "$1: not there (expected: a file of the release $version); nothing was installed"
  said=$(cp "$1" "$work/" 2>&1) ||
    a8_fail 1 "$1: cannot be copied to $work: ${said#cp: } (expected: a file to read, and room); nothing was installed"
}

a8_download() {
  file=$work/${2##*/}
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --proto "=$1" --tlsv1.2 --connect-timeout 20 --speed-time 60 --speed-limit 1 --retry 3 \
      -o "$file" "$2" </dev/null ||
      a8_fail 1 "$2: cannot be fetched"
  elif command -v wget >/dev/null 2>&1; then
    # A busybox that is built without -T, as Debian's, crashes by it.
    patience=
    if wget --help 2>&1 </dev/null | grep -q -e '-T'; then
      patience='-T 60 -t 3'
    fi
    # shellcheck disable=SC2086 # several words on purpose
    wget -q $patience -O "$file" "$2" </dev/null || a8_fail 1 "$2: cannot be fetched"
  else
    a8_fail 1 "neither curl nor wget is there (expected: one of them, or a folder in A8_DOWNLOAD_URL)"
  fi
}

a8_check() {
  expected=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$archive\$/\1/p" "$work/SHA256SUMS")
  actual=$(sha256sum <"$work/$archive")
  [ -n "$expected" ] || a8_fail 1 "SHA256SUMS: does not name $archive; nothing was installed"
  [ "$expected" = "${actual%% *}" ] ||
    a8_fail 1 "$archive: checksum ${actual%% *} (expected: $expected); nothing was installed"
}

a8_set_logstash() {
  case $A8_LOGSTASH_SERVER in
    *[!0-9A-Za-z.:_-]*) a8_fail 2 "A8_LOGSTASH_SERVER: $A8_LOGSTASH_SERVER (expected: host:port)" ;;
  esac
  sed "s/LOGSTASH_REPLACEME/$A8_LOGSTASH_SERVER/g" "$1" 2>/dev/null >"$1.new" || a8_no_room
  mv "$1.new" "$1"
}

# Each link changes from one version to the next in one step.
a8_link() {
  mkdir -p "$prefix/bin"
  for command in a8sidecar a8ctl; do
    target=../lib/$name/bin/$command
    if [ "$(readlink "$prefix/bin/$command" || :)" != "$target" ]; then
      ln -s "$target" "$prefix/bin/.$command.$$" 2>/dev/null ||
        a8_fail 1 "$prefix/bin/$command: cannot be made (expected: a disk that is not full); run this again"
      mv -f "$prefix/bin/.$command.$$" "$prefix/bin/$command"
    fi
  done
}

a8_remove_others() {
  for other in "$prefix"/lib/a8sidecar-*; do
    if [ -f "$other/.installed" ] && [ "$other" != "$place" ]; then
      rm -rf "$other"
      a8_say "removed $other"
    fi
  done
}

a8_link_logs() {
  mkdir -p /var/log/a8sidecar
  [ -e /var/log/nginx ] || [ -L /var/log/nginx ] || ln -s a8sidecar /var/log/nginx
}

a8_ensure_java() {
  if a8_runs; then
    return 0
  fi
  if [ -n "$systemwide" ] && command -v apt-get >/dev/null 2>&1; then
    a8_java_by_apt
  elif [ -n "$systemwide" ] && command -v apk >/dev/null 2>&1; then
    a8_java_by_apk
  fi
  a8_runs || a8_fail 1 "installed, but it does not run yet: $("$place/bin/a8sidecar" --version 2>&1 </dev/null || :)"
}

a8_runs() {
  "$place/bin/a8sidecar" --version >/dev/null 2>&1 </dev/null
}

# The lists of packages, where it was we that fetched them, do not stay in an image's layer.
a8_java_by_apt() {
  before=$(find /var/lib/apt/lists -maxdepth 1 -type f ! -name lock 2>/dev/null || :)
  # Java's packages fail without that folder, which slim images lack.
  mkdir -p /usr/share/man/man1
  apt-get update -qq </dev/null
  for java in openjdk-25-jre-headless openjdk-21-jre-headless openjdk-17-jre-headless; do
    if apt-get install -s --no-install-recommends "$java" >/dev/null 2>&1 </dev/null; then
      a8_say "installing $java"
      # One of its packages runs that Java, which is told to leave no file in /tmp.
      DEBIAN_FRONTEND=noninteractive JAVA_TOOL_OPTIONS=-XX:-UsePerfData \
        apt-get install -y -qq --no-install-recommends "$java" </dev/null >/dev/null
      break
    fi
  done
  if [ -z "$before" ]; then
    apt-get clean
    rm -rf /var/lib/apt/lists/*
  fi
}

a8_java_by_apk() {
  for java in openjdk25-jre-headless openjdk21-jre-headless openjdk17-jre-headless; do
    if apk add --no-cache --quiet "$java" </dev/null 2>/dev/null; then
      a8_say "installed $java"
      break
    fi
  done
}

a8_uninstall() {
  found=
  for command in a8sidecar a8ctl; do
    if [ -L "$prefix/bin/$command" ] && ! a8_is_foreign "$command"; then
      found=yes
      a8_remove "$prefix/bin/$command"
    fi
  done
  for folder in "$prefix"/lib/a8sidecar-*; do
    if [ -f "$folder/.installed" ]; then
      found=yes
      a8_remove "$folder"
    fi
  done
  if [ -n "$systemwide" ] && [ "$(readlink /var/log/nginx || :)" = a8sidecar ]; then
    a8_remove /var/log/nginx
  fi
  [ -n "$found" ] || a8_say "nothing of a8sidecar is installed below $prefix"
}

a8_remove() {
  if [ -n "$rehearsal" ]; then
    a8_say "would remove $1"
    return 0
  fi
  rm -rf "$1" || a8_fail 1 "$1: cannot be removed"
  a8_say "removed $1"
}

a8_main "$@"
}
