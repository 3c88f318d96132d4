"""Processes that a run starts: pinned to a core, observed by their id, and ended by it."""

import http.client
import os
import random
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Trouble(Exception):
    """Why a run cannot go on."""


class Processes:
    """What this run has started; each is first asked to end, and killed when it has not within ten seconds."""

    def __init__(self, folder):
        self.folder, self.started = folder, []

    def start(self, name, cores, *command, environment=None, keep=()):
        """Starts a program on those cores, with the open files to keep; what it prints goes to a file of the folder."""
        with open(self.folder / f"{name}.out", "ab") as output:
            process = subprocess.Popen(
                ["taskset", "-c", cores, *map(str, command)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, env=environment, pass_fds=keep)
        process.name = name
        self.started.append(process)
        return process

    def check(self, process):
        """Raises when it has ended, with its last words."""
        if process.poll() is not None:
            words = (self.folder / f"{process.name}.out").read_text(errors="replace")[-2000:]
            raise Trouble(f"{process.name}: ended with {process.returncode}: {words.strip() or 'without a word'}")

    def end(self, *processes):
        """Ends these, or all when none is named."""
        doomed = list(processes or reversed(self.started))
        for process in doomed:
            tell(process, signal.SIGTERM)
        for process in doomed:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                tell(process, signal.SIGKILL)
                process.wait(10)
        self.started = [process for process in self.started if process not in doomed]


def tell(process, what):
    """Signals the group of a process that has not been waited for, so that its id is still its own."""
    if process.poll() is None:
        os.killpg(process.pid, what)


def family(pid):
    """The ids of a process and of all below it."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += family(int(child))
    return found


def cpu_seconds(process):
    """Processor time that it and all below it have taken so far, in seconds; hundredths are the resolution."""
    total = 0
    for pid in family(process.pid):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


def waited_seconds(process):
    """For how long it and all below it could have run so far, and had to wait for their core, in seconds."""
    total = 0
    for pid in family(process.pid):
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(task.read_text().split()[1])
    return total / 1e9


def memory_megabytes(process):
    """The proportional set size of it and of all below it, in MB of 1,048,576 bytes."""
    total = 0
    for pid in family(process.pid):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def free_port():
    """A port that nobody listens on, below those that outgoing connections are given."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def wait_until(condition, what, seconds=30):
    """Returns what the condition gives as soon as that is true in Python's sense; raises when it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise Trouble(f"{what}: not so within {seconds} s")


def get(url, seconds=5):
    """What a GET is answered with, by whatever certificate; an OSError where the status is above 399."""
    with OPENER.open(url, timeout=seconds) as answer:
        return answer.read()


def answers(url):
    """Whether a GET is answered with a status below 400 within a second."""
    try:
        get(url, 1)
        return True
    except (OSError, http.client.HTTPException):
        return False


def opener():
    """Asks this machine alone, by no proxy of the environment, and trusts the certificates that a run makes itself."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=anybody))


OPENER = opener()
