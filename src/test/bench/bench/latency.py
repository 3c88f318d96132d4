"""Scenarios of a fixed rate of calls, far below what a core can carry: how long each takes."""

import itertools
import json
import threading

from . import bars
from .control_plane import instances, listing, rules
from .load import at_rate, full_load
from .measure import Subject, rounds, warm
from .outcome import Outcome, ratios

RATE = 4000
LATE = 0.98

# How often a sidecar asks for changed tables where a scenario changes them.
POLLS = ("--registry_poll", "1s", "--controller_poll", "1s")


def rate(stage):
    """The direct call and the three proxies; what a proxy adds is its percentile less the direct one of that round."""
    outcome = Outcome("rate", f"{RATE:,} requests per second, evenly; 1 KB answers: latency added to the direct call's")
    with stage.table(1) as table, stage.sidecar(table) as ours:
        proxies = {**stage.peers, "sidecar": ours}
        subjects = {"direct": Subject(None, stage.backend.url("")),
                    **{name: Subject(proxy.process, proxy.plain) for name, proxy in proxies.items()}}
        # At the rate itself a JVM would still compile while it is measured.
        warm(stage, outcome, subjects, full_load)
        samples = rounds(stage, outcome, subjects, load(stage))
    for share in ("p50", "p99"):
        judge_added(outcome, samples, share)
    for name in proxies:
        outcome.add(name, "CPU", "µs/request", [one.cpu for one in samples[name]])
    note_lateness(outcome, samples)
    return outcome


def load(stage):
    return lambda url, seconds: at_rate(f"{url}/1k", RATE, seconds, stage.folder / "latencies")


def judge_added(outcome, samples, share):
    values = {name: [getattr(one, share) for one in found] for name, found in samples.items()}
    direct = values.pop("direct")
    outcome.add("direct", share, "µs", direct)
    added = {name: [one - base for one, base in zip(found, direct)] for name, found in values.items()}
    for name, found in added.items():
        outcome.add(name, f"added {share}", "µs", found)
    outcome.judge(f"sidecar / HAProxy, added {share}", "×", ratios(added["sidecar"], added["HAProxy"]),
                  bars.ADDED_AGAINST_HAPROXY)
    outcome.judge(f"sidecar / nginx, added {share}", "×", ratios(added["sidecar"], added["nginx"]))


def note_lateness(outcome, samples):
    """Says so where the load did not keep its rate: then the latencies are those of a full queue."""
    for name, found in samples.items():
        slowest = min(one.rate for one in found)
        if slowest < RATE * LATE:
            outcome.notes.append(f"{name}: only {slowest:,.0f} of {RATE:,} requests per second in one of the rounds")


def swap(stage):
    """One sidecar, a round without swaps and a round with one each second."""
    outcome = Outcome("swap", "10,000 instances and 1,000 rules, all of them changed each second, or none; "
                              f"{RATE:,} requests per second")
    with stage.table(10_000, 1_000) as table, stage.sidecar(table, *POLLS) as ours:
        swapper = Swapper(table, stage.backend.port)
        subjects = {"sidecar, no swaps": Subject(ours.process, ours.plain),
                    "sidecar, swaps": Subject(ours.process, ours.plain, swapper)}
        warm(stage, outcome, {"sidecar": subjects["sidecar, swaps"]}, full_load)
        samples = rounds(stage, outcome, subjects, load(stage))
        ours.await_table()
    judge_swaps(outcome, *samples.values())
    note_lateness(outcome, samples)
    return outcome


def judge_swaps(outcome, without, swaps):
    for word, found in (("no swaps", without), ("swaps", swaps)):
        outcome.add(f"sidecar, {word}", "p50", "µs", [one.p50 for one in found])
        outcome.add(f"sidecar, {word}", "p99", "µs", [one.p99 for one in found])
        outcome.add(f"sidecar, {word}", "CPU", "µs/request", [one.cpu for one in found])
    outcome.judge("p99 with swaps less p99 without", "ms",
                  [(one.p99 - other.p99) / 1000 for one, other in zip(swaps, without)], bars.SWAPS_ADD_MILLISECONDS)


class Swapper:
    """Puts one of two tables in the place of the other, each second, within a with block."""

    def __init__(self, table, port):
        self.table = table
        self.tables = itertools.cycle([written(port, "even"), written(port, "odd")])
        self.ended = threading.Event()

    def __enter__(self):
        self.ended.clear()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def __exit__(self, *problem):
        self.ended.set()
        self.thread.join()

    def run(self):
        while not self.ended.wait(1):
            self.table.put_text(*next(self.tables), 10_000)


def written(port, word):
    """A table as its two listings; those of two words differ in every instance and every rule."""
    changed = [{**one, "tags": [*one["tags"], word]} for one in instances(10_000, port)]
    ruled = json.dumps(rules(1_000)).replace("user=user", f"user={word}")
    return listing(changed), ruled
