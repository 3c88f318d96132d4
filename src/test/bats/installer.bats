#!/usr/bin/env bats
# The installer as its users meet it: piped into a shell, on machines that lack this and that. What it installs here is a
# small stand-in. SHELLS says by which shells: each test runs with every one of them.

bats_require_minimum_version 1.5.0

SHELLS=("dash" "busybox ash")
INSTALLER=$BATS_TEST_DIRNAME/../../../a8sidecar.sh
TOOLS="awk cat chmod cp cut date dirname env grep gzip head id ln ls mkdir mktemp mv printf readlink rm rmdir sed sh
  sha256sum sleep tar touch tr uname"

setup() {
  unset PREFIX A8_VERSION A8_DOWNLOAD_URL A8_LOGSTASH_SERVER JAVA_HOME
  export TMPDIR=$BATS_TEST_TMPDIR/tmp HOME=$BATS_TEST_TMPDIR/home
  mkdir -p "$TMPDIR" "$HOME"
  release=$BATS_TEST_TMPDIR/release
  make_release "$(version)"
}

# The version that the script itself carries.
version() {
  sed -n 's/^  released=//p' "$INSTALLER"
}

# make_release VERSION: what a release's folder holds, with a program that says its version and its arguments.
make_release() {
  local name=a8sidecar-$1
  mkdir -p "$release" "$BATS_TEST_TMPDIR/made/$name/bin" "$BATS_TEST_TMPDIR/made/$name/conf"
  printf '#!/bin/sh\necho "a8sidecar %s"\n' "$1" >"$BATS_TEST_TMPDIR/made/$name/bin/a8sidecar"
  printf '#!/bin/sh\necho "a8ctl %s"\n' "$1" >"$BATS_TEST_TMPDIR/made/$name/bin/a8ctl"
  echo 'hosts: ["LOGSTASH_REPLACEME"]' >"$BATS_TEST_TMPDIR/made/$name/conf/filebeat.yml"
  chmod +x "$BATS_TEST_TMPDIR/made/$name/bin/"*
  tar -czf "$release/$name-linux.tar.gz" -C "$BATS_TEST_TMPDIR/made" "$name"
  (cd "$release" && sha256sum ./*.tar.gz | sed 's|\./||' >SHA256SUMS)
}

# in_each_shell FUNCTION: in a prefix of its own, as $shell.
in_each_shell() {
  for shell in "${SHELLS[@]}"; do
    export PREFIX="$BATS_TEST_TMPDIR/prefix of ${shell%% *}"
    "$1"
  done
}

# install [WORD…]: the installer, piped into the shell.
install() {
  # shellcheck disable=SC2086 # several words on purpose
  A8_DOWNLOAD_URL=${A8_DOWNLOAD_URL-$release} $shell -s -- "$@" <"$INSTALLER"
}

# path_without COMMAND…: a PATH of what every system has, without those.
path_without() {
  local folder=$BATS_TEST_TMPDIR/bin-$RANDOM tool
  mkdir "$folder"
  for tool in $TOOLS dash busybox curl wget; do
    [[ " $* " == *" $tool "* ]] || ln -s "$(command -v "$tool")" "$folder/$tool"
  done
  echo "$folder"
}

# Nothing is installed, and nothing is left of the try.
nothing_stays() {
  [ ! -e "$PREFIX" ]
  [ -z "$(ls -A "$TMPDIR")" ]
}

@test "both scripts and the launcher pass shellcheck" {
  shellcheck "$INSTALLER" "$BATS_TEST_DIRNAME"/../../../bin/*
}

@test "the script carries the project's version" {
  grep -q "<version>$(version)</version>" "$BATS_TEST_DIRNAME/../../../pom.xml"
  grep -q "download/v$(version)/a8sidecar.sh | sh" "$INSTALLER"
}

@test "one line installs both commands, and nothing else stays" {
  check() {
    run -0 install
    [ "$("$PREFIX/bin/a8sidecar")" = "a8sidecar $(version)" ]
    [ "$("$PREFIX/bin/a8ctl")" = "a8ctl $(version)" ]
    [ "$(readlink "$PREFIX/bin/a8sidecar")" = "../lib/a8sidecar-$(version)/bin/a8sidecar" ]
    [ "$(ls -A "$PREFIX/lib")" = "a8sidecar-$(version)" ]
    [ -z "$(ls -A "$TMPDIR")" ]
    [ "$(stat -c %a "$PREFIX/lib/a8sidecar-$(version)")" = 755 ]
  }
  in_each_shell check
}

@test "a folder and a file URL serve as well, with spaces in their paths" {
  check() {
    mkdir -p "$BATS_TEST_TMPDIR/a release"
    cp "$release"/* "$BATS_TEST_TMPDIR/a release/"
    A8_DOWNLOAD_URL="$BATS_TEST_TMPDIR/a release/" run -0 install
    run -0 install uninstall
    A8_DOWNLOAD_URL="file://$BATS_TEST_TMPDIR/a%20release" run -0 install
    run -0 "$PREFIX/bin/a8sidecar"
  }
  in_each_shell check
}

@test "curl and wget fetch it, whichever is there" {
  port_file=$BATS_TEST_TMPDIR/port
  python3 -c '
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
open(sys.argv[2] + ".new", "w").write(str(server.server_port))
import os; os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()' "$release" "$port_file" 2>/dev/null 3>&- &
  server=$!
  for _ in $(seq 200); do [ -s "$port_file" ] || sleep 0.05; done
  check() {
    for missing in curl wget "curl wget"; do
      run -0 install uninstall
      # shellcheck disable=SC2086 # several words on purpose
      tools=$(path_without $missing)
      # Without both, wget is busybox's.
      [ "$missing" != "curl wget" ] || ln -s "$(command -v busybox)" "$tools/wget"
      PATH=$tools A8_DOWNLOAD_URL="http://127.0.0.1:$(cat "$port_file")" run install
      [ "$status" = 0 ] || { kill "$server"; echo "$output"; false; }
      run -0 "$PREFIX/bin/a8sidecar"
    done
    A8_DOWNLOAD_URL="http://127.0.0.1:$(cat "$port_file")" A8_VERSION=9.9.9 run install
    [ "$status" = 1 ] || { kill "$server"; echo "$output"; false; }
    [[ $output == *"a8sidecar-9.9.9-linux.tar.gz: cannot be fetched"* ]]
  }
  in_each_shell check
  kill "$server"
}

@test "a server that says nothing is waited for a minute at most" {
  check() {
    local tools name
    for name in curl wget; do
      tools=$(path_without curl wget)
      printf '#!/bin/sh\n[ "$1" != --help ] || { echo -T; exit; }\nfor word in "$@"; do printf "<%%s>" "$word"; done >"%s"\nexit 1\n' \
        "$BATS_TEST_TMPDIR/asked" >"$tools/$name"
      chmod +x "$tools/$name"
      PATH=$tools A8_DOWNLOAD_URL=https://localhost/x run -1 install
      [[ $output == *"https://localhost/x/SHA256SUMS: cannot be fetched"* ]]
      grep -q -e '<--speed-time><60><--speed-limit><1>' -e '<-T><60><-t><3>' "$BATS_TEST_TMPDIR/asked"
      rm "$BATS_TEST_TMPDIR/asked"
      nothing_stays
    done
  }
  in_each_shell check
}

@test "a folder without the release is named, with the reason" {
  check() {
    A8_DOWNLOAD_URL=/nowhere run -1 install
    [ "$output" = "a8sidecar.sh: /nowhere/SHA256SUMS: not there (expected: a file of the release $(version)); nothing was installed" ]
    nothing_stays
    A8_VERSION=1.9 run -1 install
    [ "$output" = "a8sidecar.sh: $release/a8sidecar-1.9-linux.tar.gz: not there (expected: a file of the release 1.9); nothing was installed" ]
    nothing_stays
  }
  in_each_shell check
}

@test "a release's file that cannot be copied is named in one line, with the reason" {
  check() {
    local tools
    tools=$(path_without cp)
    printf '#!/bin/sh\necho "cp: error writing: No space left on device" >&2\nexit 1\n' >"$tools/cp"
    chmod +x "$tools/cp"
    PATH=$tools run -1 install
    [[ $output == "a8sidecar.sh: $release/SHA256SUMS: cannot be copied to $TMPDIR/a8sidecar."*": error writing: No space left on device (expected: "*"; nothing was installed" ]]
    [ "${#lines[@]}" = 1 ]
    nothing_stays
  }
  in_each_shell check
}

@test "a folder may be named from where one is" {
  check() {
    cd "$BATS_TEST_TMPDIR"
    A8_DOWNLOAD_URL=release run -0 install
    run -0 "$PREFIX/bin/a8sidecar"
  }
  in_each_shell check
}

# tar_that_says TEXT: a PATH with a tar that unpacks a part, says that in many lines, and fails.
tar_that_says() {
  local tools
  tools=$(path_without tar)
  printf '#!/bin/sh\n%s -xzf "$2" -C "$4"\nfor i in 1 2 3; do echo "%s" >&2; done\nexit 2\n' \
    "$(command -v tar)" "$1" >"$tools/tar"
  chmod +x "$tools/tar"
  echo "$tools"
}

@test "a full disk is told in one line, and leaves nothing" {
  check() {
    PATH=$(tar_that_says "tar: x/lib: Cannot write: No space left on device") run -1 install
    [ "$output" = "a8sidecar.sh: $PREFIX/lib: no room for a8sidecar-$(version) (expected: a disk that is not full); nothing was installed" ]
    nothing_stays
    # Of what was there before, nothing goes; nor of what somebody else has put there.
    mkdir -p "$PREFIX/lib" "$PREFIX/share"
    PATH=$(tar_that_says "tar: write error: No space left on device") run -1 install
    [ "$(cd "$PREFIX" && echo *)" = "lib share" ]
  }
  in_each_shell check
}

@test "what tar has against an archive is told in one line" {
  check() {
    PATH=$(tar_that_says "tar: corrupted octal value") run -1 install
    [ "$output" = "a8sidecar.sh: a8sidecar-$(version)-linux.tar.gz: cannot be unpacked in $PREFIX/lib: tar: corrupted octal value; nothing was installed" ]
    nothing_stays
  }
  in_each_shell check
}

@test "without curl and wget it says so" {
  check() {
    PATH=$(path_without curl wget) A8_DOWNLOAD_URL=https://localhost/x run -1 install
    [[ $output == *"neither curl nor wget is there"* ]]
    nothing_stays
  }
  in_each_shell check
}

@test "without curl and wget a folder does" {
  check() {
    PATH=$(path_without curl wget) run -0 install
    run -0 "$PREFIX/bin/a8sidecar"
  }
  in_each_shell check
}

@test "plain http from elsewhere is refused" {
  check() {
    for url in http://example.com/x http://localhost.example.com/x ftp://localhost/x relative/path; do
      A8_DOWNLOAD_URL=$url run -2 install
      [[ $output == *"A8_DOWNLOAD_URL: $url (expected: https://"*"a folder"*"http:// of localhost alone)" ]]
      nothing_stays
    done
  }
  in_each_shell check
}

@test "a corrupted archive is not unpacked" {
  printf 'x' | dd of="$release/a8sidecar-$(version)-linux.tar.gz" bs=1 seek=40 conv=notrunc status=none
  check() {
    run -1 install
    [[ $output == *"checksum "*"; nothing was installed"* ]]
    nothing_stays
  }
  in_each_shell check
}

@test "an archive that came in part is not unpacked" {
  archive=$release/a8sidecar-$(version)-linux.tar.gz
  head -c 200 "$archive" >"$archive.part"
  mv "$archive.part" "$archive"
  check() {
    run -1 install
    [[ $output == *"checksum "*"; nothing was installed"* ]]
    nothing_stays
  }
  in_each_shell check
}

@test "a wrong checksum, and none for this archive, end it" {
  check() {
    printf '%064d  a8sidecar-%s-linux.tar.gz\n' 0 "$(version)" >"$release/SHA256SUMS"
    run -1 install
    [[ $output == *"(expected: 0000"* ]]
    nothing_stays
    printf '%064d  other-%s-linux.tar.gz\n' 0 "$(version)" >"$release/SHA256SUMS"
    run -1 install
    [[ $output == *"SHA256SUMS: does not name a8sidecar-$(version)-linux.tar.gz"* ]]
    nothing_stays
  }
  in_each_shell check
}

@test "an archive of something else is taken away again" {
  mkdir -p "$BATS_TEST_TMPDIR/made/other"
  tar -czf "$release/a8sidecar-$(version)-linux.tar.gz" -C "$BATS_TEST_TMPDIR/made" other
  (cd "$release" && sha256sum ./*.tar.gz | sed 's|\./||' >SHA256SUMS)
  check() {
    run -1 install
    [[ $output == *"no a8sidecar in it"* ]]
    nothing_stays
  }
  in_each_shell check
}

@test "a script cut at any byte runs nothing" {
  recorders=$BATS_TEST_TMPDIR/recorders
  mkdir -p "$recorders" "$BATS_TEST_TMPDIR/prefix/bin" "$BATS_TEST_TMPDIR/prefix/lib"
  for tool in $TOOLS curl wget apt-get apk java; do
    printf '#!/bin/sh\necho "%s $*" >>"%s"\n' "$tool" "$BATS_TEST_TMPDIR/called" >"$recorders/$tool"
  done
  chmod +x "$recorders"/*
  # From nothing of it to all but the brace that closes it.
  python3 - "$INSTALLER" "$BATS_TEST_TMPDIR" "$(command -v dash)" <<'PYTHON'
import subprocess, sys
installer, folder, shell = sys.argv[1:]
script = open(installer, "rb").read()
assert script.endswith(b"\n}\n")
environment = {"PATH": folder + "/recorders", "PREFIX": folder + "/prefix", "HOME": folder}
for cut in range(len(script) - 1):
    done = subprocess.run([shell], input=script[:cut], env=environment, capture_output=True, timeout=60)
    assert not done.stdout, (cut, done)
PYTHON
  [ ! -e "$BATS_TEST_TMPDIR/called" ]
  [ -z "$(find "$BATS_TEST_TMPDIR/prefix" -mindepth 2)" ]
  # The whole of it is seen to call something.
  PATH=$recorders PREFIX=$BATS_TEST_TMPDIR/prefix "$(PATH=/bin:/usr/bin command -v dash)" <"$INSTALLER" || :
  grep -q '^curl' "$BATS_TEST_TMPDIR/called"
}

@test "a script cut at any line runs nothing in any shell" {
  check() {
    mkdir -p "$PREFIX"
    for cut in $(seq "$(($(wc -l <"$INSTALLER") - 1))"); do
      # shellcheck disable=SC2086 # several words on purpose
      A8_DOWNLOAD_URL=$release run $shell < <(head -n "$cut" "$INSTALLER")
      [ -z "$(ls -A "$PREFIX")" ]
    done
  }
  in_each_shell check
}

@test "a second run changes nothing, and needs nothing from outside" {
  check() {
    run -0 install
    before=$(cd "$PREFIX" && find . -exec stat -c '%n %i %Y' {} + | sort)
    A8_DOWNLOAD_URL=/nowhere run -0 install
    [[ $output == *"a8sidecar $(version) is already installed"* ]]
    [ "$(cd "$PREFIX" && find . -exec stat -c '%n %i %Y' {} + | sort)" = "$before" ]
  }
  in_each_shell check
}

@test "two at the same time leave one installation" {
  check() {
    local tools=$BATS_TEST_TMPDIR/tools-$RANDOM place="$PREFIX/lib/a8sidecar-$(version)"
    mkdir "$tools"
    # Unpacks, and in the same moment another installer has done its work.
    printf '#!/bin/sh\n"%s" "$@" && cp -r "%s" "%s" && touch "%s/.installed"\n' "$(command -v tar)" \
      "$BATS_TEST_TMPDIR/made/a8sidecar-$(version)" "$place" "$place" >"$tools/tar"
    chmod +x "$tools/tar"
    PATH=$tools:$PATH run -0 install
    [ ! -e "$place/a8sidecar-$(version)" ]
    [ "$(ls -A "$PREFIX/lib")" = "a8sidecar-$(version)" ]
    run -0 "$PREFIX/bin/a8sidecar"
  }
  in_each_shell check
}

@test "another version takes the first one's place" {
  make_release 9.9.9
  check() {
    run -0 install
    A8_VERSION=v9.9.9 run -0 install
    [ "$("$PREFIX/bin/a8sidecar")" = "a8sidecar 9.9.9" ]
    [ "$(ls -A "$PREFIX/lib")" = a8sidecar-9.9.9 ]
    A8_VERSION=../9 run -2 install
    [[ $output == *"A8_VERSION: ../9 (expected: a version such as"* ]]
  }
  in_each_shell check
}

@test "an upgrade that fails leaves the old version in use" {
  check() {
    run -0 install
    A8_VERSION=9.9.8 run -1 install
    [ "$("$PREFIX/bin/a8sidecar")" = "a8sidecar $(version)" ]
  }
  in_each_shell check
}

@test "uninstall takes away what was installed, and only that" {
  check() {
    run -0 install uninstall
    [[ $output == *"nothing of a8sidecar is installed below $PREFIX"* ]]
    run -0 install
    touch "$PREFIX/bin/other"
    mkdir "$PREFIX/lib/a8sidecar-notes"
    run -0 install uninstall
    [ "$(ls -A "$PREFIX/bin")" = other ]
    [ "$(ls -A "$PREFIX/lib")" = a8sidecar-notes ]
  }
  in_each_shell check
}

@test "what is not its own stays, and it says so" {
  check() {
    mkdir -p "$PREFIX/bin"
    echo mine >"$PREFIX/bin/a8ctl"
    run -1 install
    [[ $output == *"$PREFIX/bin/a8ctl: not of this script"* ]]
    [ "$(cat "$PREFIX/bin/a8ctl")" = mine ]
    [ ! -e "$PREFIX/lib" ]
    rm "$PREFIX/bin/a8ctl"
    ln -s /bin/true "$PREFIX/bin/a8sidecar"
    run -1 install
    [[ $output == *"$PREFIX/bin/a8sidecar: not of this script"* ]]
    run -0 install uninstall
    [ "$(readlink "$PREFIX/bin/a8sidecar")" = /bin/true ]
    rm "$PREFIX/bin/a8sidecar"
    mkdir -p "$PREFIX/lib/a8sidecar-$(version)"
    run -1 install
    [[ $output == *"$PREFIX/lib/a8sidecar-$(version): not of this script"* ]]
  }
  in_each_shell check
}

@test "a dry run changes nothing" {
  check() {
    run -0 install --dry-run
    [[ $output == *"would install a8sidecar $(version) from $release in $PREFIX/lib/a8sidecar-$(version)"* ]]
    nothing_stays
    run -0 install
    run -0 install --dry-run uninstall
    [[ $output == *"would remove $PREFIX/bin/a8sidecar"* ]]
    run -0 "$PREFIX/bin/a8sidecar"
  }
  in_each_shell check
}

@test "an unknown word is refused" {
  check() {
    run -2 install remove
    [[ $output == *"remove: unknown (expected: uninstall, --dry-run or --help)"* ]]
    run -0 install --help
    [[ $output == *"A8_DOWNLOAD_URL"* ]]
  }
  in_each_shell check
}

# Somebody who is not root, whoever runs these tests.
as_nobody() {
  if [ "$(id -u)" = 0 ]; then
    chown -R 65534:65534 "$BATS_TEST_TMPDIR"
    local folder
    for folder in "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$BATS_RUN_TMPDIR"; do chmod o+x "$folder"; done
    cp "$INSTALLER" "$BATS_TEST_TMPDIR/a8sidecar.sh"
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
  else
    "$@"
  fi
}

@test "a user who is not root installs below HOME" {
  check() {
    unset PREFIX
    cp "$INSTALLER" "$BATS_TEST_TMPDIR/a8sidecar.sh"
    # shellcheck disable=SC2086 # several words on purpose
    A8_DOWNLOAD_URL=$release run -0 as_nobody $shell "$BATS_TEST_TMPDIR/a8sidecar.sh"
    [ "$("$HOME/.local/bin/a8sidecar")" = "a8sidecar $(version)" ]
    [[ $output == *"$HOME/.local/bin is not on the PATH"* ]]
    # shellcheck disable=SC2086
    run -0 as_nobody $shell "$BATS_TEST_TMPDIR/a8sidecar.sh" uninstall
    [ ! -e "$HOME/.local/bin/a8sidecar" ]
  }
  in_each_shell check
}

@test "a prefix that may not be written is named before anything is fetched" {
  check() {
    cp "$INSTALLER" "$BATS_TEST_TMPDIR/a8sidecar.sh"
    # shellcheck disable=SC2086
    PREFIX=/usr A8_DOWNLOAD_URL=/nowhere run -1 as_nobody $shell "$BATS_TEST_TMPDIR/a8sidecar.sh"
    [[ $output == *"/usr: cannot be written (expected: root, or PREFIX=\$HOME/.local)" ]]
    # Where that is no better, it is not proposed.
    # shellcheck disable=SC2086
    HOME=/usr PREFIX='' A8_DOWNLOAD_URL=/nowhere run -1 as_nobody $shell "$BATS_TEST_TMPDIR/a8sidecar.sh"
    [[ $output == *"/usr/.local: cannot be written (expected: root, or PREFIX=FOLDER, one that may be written)" ]]
  }
  in_each_shell check
}

@test "without a Java that it may install, it says what is missing" {
  printf '#!/bin/sh\necho "a8sidecar: no Java 17 or later" >&2\nexit 1\n' \
    >"$BATS_TEST_TMPDIR/made/a8sidecar-$(version)/bin/a8sidecar"
  tar -czf "$release/a8sidecar-$(version)-linux.tar.gz" -C "$BATS_TEST_TMPDIR/made" "a8sidecar-$(version)"
  (cd "$release" && sha256sum ./*.tar.gz | sed 's|\./||' >SHA256SUMS)
  check() {
    run -1 install
    [[ $output == *"installed, but it does not run yet: a8sidecar: no Java 17 or later"* ]]
  }
  in_each_shell check
}

@test "Logstash's address goes into Filebeat's file" {
  check() {
    A8_LOGSTASH_SERVER=logs.example.com:5044 run -0 install
    [ "$(cat "$PREFIX/lib/a8sidecar-$(version)/conf/filebeat.yml")" = 'hosts: ["logs.example.com:5044"]' ]
    run -0 install uninstall
    A8_LOGSTASH_SERVER='x/y' run -2 install
    [[ $output == *"A8_LOGSTASH_SERVER: x/y (expected: host:port)"* ]]
  }
  in_each_shell check
}
