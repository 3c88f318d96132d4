#!/usr/bin/env bats
# What bin/a8sidecar makes of where it is, of the Javas that are there and of the environment. Java is a stand-in here, which
# says what it was started with.

bats_require_minimum_version 1.5.0

SHELLS=("dash" "busybox ash")
BIN=$BATS_TEST_DIRNAME/../../../bin

setup() {
  unset JAVA_HOME JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS A8_JAVA_OPTS
  home="$BATS_TEST_TMPDIR/an installation"
  mkdir -p "$home/lib" "$home/bin"
  cp "$BIN"/* "$home/bin/"
  touch "$home/lib/a8sidecar.jar"
  make_java "$BATS_TEST_TMPDIR/java 17" 17.0.15
  export JAVA_HOME="$BATS_TEST_TMPDIR/java 17"
}

# make_java FOLDER VERSION: one that says which it is, its number, and each of its arguments.
make_java() {
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  printf '#!/bin/sh\necho "java %s pid $$"\nfor word in "$@"; do echo "<$word>"; done\n' "$2" >"$1/bin/java"
  chmod +x "$1/bin/java"
}

in_each_shell() {
  for shell in "${SHELLS[@]}"; do
    "$1"
  done
}

# launch [WORD…]: the launcher, by that shell.
launch() {
  # shellcheck disable=SC2086 # several words on purpose
  run $shell "$home/bin/a8sidecar" "$@"
  echo "$output"
  [ "$status" = 0 ]
}

@test "it starts the jar beside it, from a path with spaces, with its arguments as they are" {
  check() {
    launch --service 'a b' '' '*' "it's"
    [[ $output == *"<-jar>
<$home/lib/a8sidecar.jar>
<--service>
<a b>
<>
<*>
<it's>" ]]
  }
  in_each_shell check
}

@test "it becomes Java: the process stays the same" {
  check() {
    # shellcheck disable=SC2086 # several words on purpose
    $shell "$home/bin/a8sidecar" >"$BATS_TEST_TMPDIR/said" &
    launched=$!
    wait $launched
    grep -q "pid $launched\$" "$BATS_TEST_TMPDIR/said"
  }
  in_each_shell check
}

@test "a link to it, and a link to that, will do" {
  ln -s "$home/bin/a8sidecar" "$BATS_TEST_TMPDIR/one"
  ln -s one "$BATS_TEST_TMPDIR/two"
  check() {
    cd "$BATS_TEST_TMPDIR"
    # shellcheck disable=SC2086 # several words on purpose
    run -0 $shell two
    [[ $output == *"<$home/lib/a8sidecar.jar>"* ]]
  }
  in_each_shell check
}

@test "a8ctl is a8sidecar ctl" {
  ln -s "$home/bin/a8ctl" "$BATS_TEST_TMPDIR/a8ctl"
  run -0 "$BATS_TEST_TMPDIR/a8ctl" route-list --json
  [[ $output == *"<ctl>
<route-list>
<--json>" ]]
}

@test "a8ctl reads its arguments by a locale of UTF-8, and a8sidecar's stays as it is" {
  # shellcheck disable=SC2016 # for the stand-in to expand
  printf '#!/bin/sh\necho "LC_ALL=${LC_ALL-unset}"\n' >"$JAVA_HOME/bin/java"
  unset LANG LC_CTYPE LC_ALL
  run -0 "$home/bin/a8ctl" service-list
  [[ $output == LC_ALL=C.UTF-8 ]]
  LC_ALL=C run -0 "$home/bin/a8ctl" service-list
  [[ $output == LC_ALL=C.UTF-8 ]]
  # A locale that is not installed is none.
  LANG=xx_XX.UTF-8 run -0 "$home/bin/a8ctl" service-list
  [[ $output == LC_ALL=C.UTF-8 ]]
  LANG=C.UTF-8 run -0 "$home/bin/a8ctl" service-list
  [[ $output == LC_ALL=unset ]]
  LC_ALL=C run -0 "$home/bin/a8sidecar"
  [[ $output == LC_ALL=C ]]
}

@test "a Java that is too old is passed over for the next one" {
  make_java "$BATS_TEST_TMPDIR/old" 1.8.0_412
  make_java "$BATS_TEST_TMPDIR/on path" 21
  check() {
    JAVA_HOME=$BATS_TEST_TMPDIR/old PATH="$BATS_TEST_TMPDIR/on path/bin:$PATH" launch
    [[ $output == "java 21 pid"* ]]
  }
  in_each_shell check
}

@test "a Java without a release file is asked for its version" {
  make_java "$BATS_TEST_TMPDIR/asked" 17
  rm "$BATS_TEST_TMPDIR/asked/release"
  printf '#!/bin/sh\necho "openjdk version \\"18.0.1\\" 2022-04-19" >&2\necho asked\n' >"$BATS_TEST_TMPDIR/asked/bin/java"
  check() {
    JAVA_HOME=$BATS_TEST_TMPDIR/asked launch
    [[ $output == *asked ]]
  }
  in_each_shell check
}

@test "the runtime that came along is taken before all others" {
  make_java "$home/runtime" 17.0.1
  make_java "$BATS_TEST_TMPDIR/other" 25
  check() {
    JAVA_HOME=$BATS_TEST_TMPDIR/other launch
    [[ $output == "java 17.0.1 pid"* ]]
  }
  in_each_shell check
}

@test "without any it says what it looked for and what it found" {
  [ "$(id -u)" = 0 ] || skip "only root can hide this machine's Javas"
  make_java "$BATS_TEST_TMPDIR/old" 11.0.2
  mkdir -p "$BATS_TEST_TMPDIR/tools"
  for tool in dash busybox dirname readlink sed; do
    ln -s "$(command -v $tool)" "$BATS_TEST_TMPDIR/tools/$tool"
  done
  check() {
    # shellcheck disable=SC2016 # for the inner shell to expand
    run -1 unshare --mount env JAVA_HOME="$BATS_TEST_TMPDIR/old" bash -c '
      [ ! -d /usr/lib/jvm ] || mount -t tmpfs none /usr/lib/jvm
      PATH=$1 exec $2 "$3"' bash "$BATS_TEST_TMPDIR/tools" "$shell" "$home/bin/a8sidecar"
    [[ $output == "a8sidecar: no Java 17 or later (found: $BATS_TEST_TMPDIR/old/bin/java (11), expected: JAVA_HOME"* ]]
  }
  in_each_shell check
}

@test "without its jar it says so" {
  rm "$home/lib/a8sidecar.jar"
  check() {
    # shellcheck disable=SC2086 # several words on purpose
    run -1 $shell "$home/bin/a8sidecar"
    [[ $output == "a8sidecar: $home/lib/a8sidecar.jar: not found (expected:"* ]]
  }
  in_each_shell check
}

@test "the collector and the heap are a sidecar's, unless the user says another" {
  check() {
    launch
    [[ $output == *"<-XX:+UseSerialGC>"* ]]
    [[ $output =~ "<-Xmx"([0-9]+)"m>" ]]
    [ "${BASH_REMATCH[1]}" -ge 64 ]
    [ "${BASH_REMATCH[1]}" -le 256 ]
    [[ $output == *"<-XX:MinHeapFreeRatio="* ]]
    for variable in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS A8_JAVA_OPTS; do
      export "$variable=-Dfile=* -XX:+UseG1GC -Xmx1g"
      launch
      [[ $output != *UseSerialGC* ]]
      [[ $output != *MinHeapFreeRatio* ]]
      [[ $output != *"<-Xmx"[0-9]*"m>"* ]]
      unset "$variable"
    done
    A8_JAVA_OPTS='-Dfile=*  -Xmx1g' launch
    [[ $output == *"<-Dfile=*>
<-Xmx1g>
<-jar>"* ]]
    [[ $output == *"<-XX:+UseSerialGC>"* ]]
    # Java does not start where the least is more than the most.
    A8_JAVA_OPTS=-XX:MaxHeapFreeRatio=40 launch
    [[ $output != *MinHeapFreeRatio* ]]
  }
  in_each_shell check
}

@test "an archive of classes is used where there is one, unless the user says another" {
  touch "$home/lib/a8sidecar.jsa" "$home/lib/a8sidecar.aot"
  make_java "$BATS_TEST_TMPDIR/java 25" 25.0.1
  check() {
    launch
    [[ $output == *"<-XX:SharedArchiveFile=$home/lib/a8sidecar.jsa>"* ]]
    JAVA_HOME="$BATS_TEST_TMPDIR/java 25" launch
    [[ $output == *"<-XX:AOTCache=$home/lib/a8sidecar.aot>"* ]]
    A8_JAVA_OPTS=-Xshare:off launch
    [[ $output != *a8sidecar.jsa* ]]
  }
  in_each_shell check
}
