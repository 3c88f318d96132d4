#!/bin/sh
# Builds the release twice from what is committed, in folders of other names, in another time zone, language and umask, and
# compares the bytes. Some minutes, and not with Maven's -o: the bill of materials is left out of an offline build.
#
#   src/test/acceptance/reproducible.sh [MAVEN_OPTION…]
set -eu
cd "$(dirname "$(readlink -f "$0")")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build FOLDER [MAVEN_OPTION…]
build() {
  folder=$1
  shift
  git clone -q . "$work/$folder"
  (cd "$work/$folder" && mvn -B -ntp -q -Prelease -DskipTests "$@" package)
}

(umask 022 && TZ=UTC LC_ALL=C.UTF-8 build one "$@")
(umask 077 && TZ=Pacific/Apia LC_ALL=C build "another folder" "$@")
different=
for file in "$work"/one/target/release/*; do
  cmp "$file" "$work/another folder/target/release/${file##*/}" || different=yes
done
[ -z "$different" ] || exit 1
(cd "$work/one/target/release" && sha256sum -c SHA256SUMS)
echo "passed: both builds gave the same bytes"
