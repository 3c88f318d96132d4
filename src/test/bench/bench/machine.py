"""The machine that is measured on: what has to be installed, what it is, and which core does what."""

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROXY_CORE, LOAD_CORE = "0", "1"
BOTH_CORES = f"{PROXY_CORE},{LOAD_CORE}"

# More than all connections of any scenario; the usual limit, 1,024, is less.
MOST_FILES = 65536

# The share of a core's time above which what others do there matters.
BUSY = 0.05

# Each tool, and the package of Debian that has it.
PACKAGES = {
    "nginx": "nginx",
    "haproxy": "haproxy",
    "wrk": "wrk",
    "h2load": "nghttp2-client",
    "openssl": "openssl",
    "taskset": "util-linux",
    "java": "openjdk-17-jre-headless",
}


def missing():
    """What has to be there before anything can be measured, one sentence each."""
    problems = [f"{tool}: not found (Debian: apt-get install {package})"
                for tool, package in PACKAGES.items() if not shutil.which(tool)]
    if not {int(PROXY_CORE), int(LOAD_CORE)} <= os.sched_getaffinity(0):
        problems.append(f"cores: {sorted(os.sched_getaffinity(0))} (expected: {PROXY_CORE} for the proxies, "
                        f"{LOAD_CORE} for load and backend)")
    if sys.version_info < (3, 9):
        problems.append(f"python: {platform.python_version()} (expected: 3.9 or later)")
    return problems


def prepare():
    """The script itself, which plays the control plane, keeps off the proxies' core; connections get their files."""
    os.sched_setaffinity(0, {int(LOAD_CORE)})
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def description():
    """What the numbers were measured on: a name for each fact."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "nginx": version("nginx", "-v"),
        "haproxy": version("haproxy", "-v"),
        "java": version("java", "-version"),
    }


def notes_on_others():
    """A note for each core that others keep busy, looked at for a second; to be asked while nothing of ours runs hot."""
    before = busy_and_all()
    time.sleep(1)
    shares = {core: (busy - before[core][0]) / max(1, ticks - before[core][1])
              for core, (busy, ticks) in busy_and_all().items()}
    return [f"core {core} was busy with something else: {share:.0%} of its time before the scenario"
            for core, share in shares.items() if share > BUSY]


def busy_and_all():
    """For each of our cores its ticks so far that were not idle, and all of them."""
    found = {}
    for line in Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name in (f"cpu{PROXY_CORE}", f"cpu{LOAD_CORE}"):
            idle = int(ticks[3]) + int(ticks[4])
            found[name[3:]] = sum(map(int, ticks[:8])) - idle, sum(map(int, ticks[:8]))
    return found


def processor():
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def version(*command):
    """The first number with a dot in what a program says of its version."""
    said = subprocess.run(command, capture_output=True, text=True, timeout=30)
    found = re.search(r"\d+\.\d[\w.+-]*", said.stdout + said.stderr)
    return found.group() if found else "unknown"
