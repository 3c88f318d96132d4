"""The sidecar as packaged: the build's folder, with a Java of its own and an archive of classes, as in the images."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .machine import PROXY_CORE
from .processes import answers, free_port, get, wait_until

ROOT = Path(__file__).resolve().parents[4]
TARGET = ROOT / "target"
JAR = TARGET / "a8sidecar.jar"
RUNTIME = ROOT / "docker" / "runtime.sh"

# What of the caller's environment would change what is measured.
FOREIGN = re.compile(r"A8_|OTEL_|JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS")


def packaged(folder):
    """The launcher of a whole program, made in that folder unless it is there and newer than the jar.

    Returns the launcher and a note where there is no JDK to make the archive with: the start is slower then.
    """
    launcher = folder / "bin" / "a8sidecar"
    made = folder / "made"
    if not made.exists() or made.stat().st_mtime < JAR.stat().st_mtime:
        shutil.rmtree(folder, ignore_errors=True)
        copy_program(folder)
        made.write_text(give_runtime(folder))
    return launcher, [note for note in [made.read_text()] if note]


def copy_program(folder):
    """The folder that the build has made, or, where there is just the jar, what that folder has for a start."""
    built = sorted(TARGET.glob("a8sidecar-*/bin/a8sidecar"))
    if built:
        shutil.copytree(built[-1].parents[1], folder)
    else:
        shutil.copytree(ROOT / "bin", folder / "bin")
        (folder / "lib").mkdir()
    shutil.copy(JAR, folder / "lib" / "a8sidecar.jar")


def give_runtime(folder):
    if not shutil.which("jlink") or not shutil.which("wget"):
        return "no archive of classes: jlink and wget make it (Debian: openjdk-17-jdk-headless, wget)"
    done = subprocess.run(["sh", RUNTIME, folder], capture_output=True, text=True, timeout=300, env=environment())
    if done.returncode == 0:
        return ""
    shutil.rmtree(folder / "runtime", ignore_errors=True)
    return f"no archive of classes: {RUNTIME.name} ended with {done.returncode}: {done.stderr.strip()[-300:]}"


def environment(java_options=""):
    """The caller's environment without what would change the sidecar or its Java."""
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
    return {**kept, "A8_JAVA_OPTS": java_options} if java_options else kept


class Sidecar:
    """A running sidecar that proxies; its URLs are up to the service's path."""

    def __init__(self, processes, name, command, control_plane, settings):
        self.processes, self.control_plane = processes, control_plane
        self.port, self.admin = free_port(), free_port()
        self.plain = self.h2c = f"http://127.0.0.1:{self.port}/svc"
        self.tls = f"https://127.0.0.1:{self.port}/svc"
        words = [*command, *flags(processes.folder / name, control_plane, settings.flags),
                 "--proxy_port", self.port, "--admin_port", self.admin]
        self.process = processes.start(
            name, settings.cores or PROXY_CORE, *words, environment=environment(settings.java_options))

    def await_table(self):
        """Waits until its control plane's instances and rules are in force; returns itself."""
        wait_until(self.is_ready, f"{self.process.name}: ready")
        wait_until(self.has_table, f"{self.process.name}: the new table in force")
        return self

    def is_ready(self):
        self.processes.check(self.process)
        return answers(f"http://127.0.0.1:{self.admin}/readyz")

    def has_table(self):
        self.processes.check(self.process)
        text = get(f"http://127.0.0.1:{self.admin}/metrics").decode()
        return (metric(text, r"a8_rules_revision") == self.control_plane.revision
                and metric(text, r'a8_catalog_instances\{state="listed"\}') == self.control_plane.count)

    def end(self):
        self.processes.end(self.process)


def flags(folder, control_plane, more):
    return ["--proxy", "--service", "bench", "--proxy_host", "127.0.0.1", "--log_dir", folder,
            "--registry_url", control_plane.url, "--controller_url", control_plane.url, *more]


def metric(text, pattern):
    found = re.search(rf"^{pattern} (\S+)", text, re.MULTILINE)
    return float(found.group(1)) if found else None


def problems():
    """What has to be built before."""
    return [] if JAR.exists() else [f"{JAR.relative_to(ROOT)}: not found (expected: made by mvn -DskipTests package)"]
