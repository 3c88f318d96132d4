"""Load by wrk (as much as goes) and h2load (HTTP/2, and a fixed rate): what was answered, and what went wrong."""

import math
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .machine import LOAD_CORE
from .processes import Trouble


@dataclass(frozen=True)
class Load:
    """One run of a load generator: requests answered, within how many seconds, and each latency in microseconds."""

    requests: int
    seconds: float
    errors: list
    latencies: list = field(default_factory=list)


def wrk(url, seconds, connections, *words):
    """As many requests as the kept-alive connections can carry; further words are wrk's own options."""
    said = run("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", *words, url, seconds=seconds)
    found = re.search(r"(\d+) requests in", said)
    if not found:
        raise Trouble(f"wrk {url}: {said.strip()}")
    errors = re.findall(r"(Socket errors:.*|Non-2xx.*)", said)
    return Load(int(found.group(1)), seconds, [f"{url}: {error}" for error in errors])


def full_load(url, seconds, *words):
    """The usual one: 1 KB answers, as many as 64 kept-alive connections can carry."""
    return wrk(f"{url}/1k", seconds, 64, *words)


def http2(url, seconds, connections, streams):
    """As many requests as so many streams on each connection can carry, HTTP/2 in the clear from the first byte."""
    said = run("h2load", "-t1", f"-c{connections}", f"-m{streams}", f"-D{seconds}", url, seconds=seconds)
    return Load(answered(said), seconds, h2load_errors(url, said))


def at_rate(url, rate, seconds, log):
    """So many requests each second over HTTP/1.1, evenly: with their latencies, those of the first tenth left out."""
    Path(log).unlink(missing_ok=True)
    said = run(*rate_command(url, rate, seconds), f"--log-file={log}", url, seconds=seconds)
    rows = [line.split("\t") for line in Path(log).read_text().splitlines()]
    settled = rows[len(rows) // 10:]
    begins = [int(row[0]) for row in settled]
    took = (max(begins) - min(begins)) / 1e6 / len(settled) * len(rows)
    return Load(answered(said), took, h2load_errors(url, said), [int(row[2]) for row in settled])


def rate_command(url, rate, seconds):
    """h2load's words for a fixed rate.

    Its connections open one by one, a millisecond apart: all at once they would send their requests in volleys. At 63
    connections and a rate of 4,000 each sends every 15.75 ms, so that no two of them ever send together.
    """
    connections = 63
    return ("h2load", "--h1", "-t1", f"-c{connections}", "-r1", "--rate-period=1ms", f"-n{rate * seconds}",
            f"--rps={rate / connections:.4f}")


def answered(said):
    found = re.search(r"requests: .* (\d+) succeeded", said)
    if not found:
        raise Trouble(f"h2load: {said.strip()}")
    return int(found.group(1))


def h2load_errors(url, said):
    """What h2load says of failures and of statuses other than 2xx."""
    counts = re.search(r"(\d+) failed, (\d+) errored, (\d+) timeout", said)
    statuses = re.search(r"status codes: \d+ 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", said)
    troubles = [found.group() for found in (counts, statuses) if found and any(map(int, found.groups()))]
    return [f"{url}: {trouble}" for trouble in troubles]


def run(*command, seconds):
    """What a load generator prints; it has half a minute beyond its time."""
    try:
        done = subprocess.run(
            ["taskset", "-c", LOAD_CORE, *command], capture_output=True, text=True, timeout=seconds + 30)
    except subprocess.TimeoutExpired:
        raise Trouble(f"{' '.join(command)}: not done {seconds + 30} s after its start") from None
    if done.returncode != 0:
        raise Trouble(f"{' '.join(command)}: ended with {done.returncode}: {(done.stdout + done.stderr).strip()}")
    return done.stdout + done.stderr


def percentile(values, share):
    """The smallest value that so many percent of them do not exceed, in the values' own unit."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]
