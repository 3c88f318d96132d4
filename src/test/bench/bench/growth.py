"""Scenarios of tables of many sizes: a call should cost what it costs with one instance and no rule."""

import contextlib

from . import bars, control_plane
from .latency import POLLS
from .load import full_load
from .measure import Subject, cpu, judge_original, rounds, warm
from .outcome import Outcome, ratios

SIZES = (1, 100, 1_000, 10_000)
RULES = (0, 10, 100, 1_000)

# The sidecar whose table stays as it is.
FIXED = "sidecar of one instance"

# One that gets as many instances, anew for each size: what so many connections cost whoever has them.
PEER = "HAProxy of as many"

# Seconds of load on both after each new table: its code is warm, its connections are not.
SETTLING = 5


def growth(stage):
    outcome = Outcome("growth", "instances and rules, both spread over 100 services, of which one is called; 1 KB "
                                "answers, 64 kept-alive connections")
    sizes = [(instances, rules, control_plane.SERVICES) for instances in SIZES for rules in RULES]
    for size, samples in grown(stage, outcome, sizes):
        judge_growth(outcome, samples, named(size), bars.GROWTH)
    return outcome


def instances(stage):
    outcome = Outcome("instances", "instances, all of the one service that is called, without rules; 1 KB answers, 64 "
                                   "kept-alive connections")
    for size, samples in grown(stage, outcome, [(count, 0, 1) for count in SIZES], stage.peers["HAProxy"]):
        judge_growth(outcome, samples, named(size), None)
        outcome.judge(f"{PEER}, beside {named(size)} / HAProxy", "×",
                      ratios(cpu(samples, PEER), cpu(samples, "HAProxy")), None)
        if size[0] in bars.ORIGINAL_BY_HAPROXY:
            judge_original(outcome, samples, size[0])
    return outcome


def rules(stage):
    outcome = Outcome("rules", "rules, all of the one service that is called, each but the last for another cookie; "
                               "one instance; 1 KB answers, 64 kept-alive connections")
    for size, samples in grown(stage, outcome, [(1, count, 1) for count in RULES]):
        judge_growth(outcome, samples, named(size), None)
    return outcome


def named(size):
    """How a size is called; plot.py reads it."""
    return f"{size[0]:,} instance{'s' if size[0] > 1 else ''}, {size[1]:,} rules"


def grown(stage, outcome, sizes, haproxy=None):
    """Rounds of a sidecar whose table never changes, and of one that gets each of the sizes in turn.

    Each size is instances, rules, and the services they are spread over. Gives each with its samples.
    """
    load = lambda url, seconds: full_load(url, seconds, "-H", control_plane.COOKIE)
    with stage.table(1) as small, stage.table(1) as table, \
            stage.sidecar(small, *POLLS) as fixed, stage.sidecar(table, *POLLS) as growing:
        subjects = {"HAProxy": Subject(haproxy.process, haproxy.plain)} if haproxy else {}
        subjects |= {FIXED: Subject(fixed.process, fixed.plain),
                     "sidecar": Subject(growing.process, growing.plain)}
        warm(stage, outcome, subjects, load)
        for size in sizes:
            print(f" {named(size)}", flush=True)
            count, ruled, services = size
            listed = control_plane.instances(count, stage.backend.port, services)
            table.put(listed, control_plane.rules(ruled, services))
            growing.await_table()
            with stage.haproxy(listed) if haproxy else contextlib.nullcontext() as peer:
                company = {PEER: Subject(peer.process, peer.plain)} if peer else {}
                for subject in (fixed, growing, *([peer] if peer else [])):
                    outcome.count(load(subject.plain, min(stage.options.warm, SETTLING)))
                yield size, rounds(stage, outcome, subjects | company, load)


def judge_growth(outcome, samples, name, bar):
    for subject in samples:
        label = f"sidecar of {name}" if subject == "sidecar" else f"{subject}, beside {name}"
        outcome.add(label, "CPU", "µs/request", cpu(samples, subject))
    outcome.judge(f"{name} / one instance", "×", ratios(cpu(samples, "sidecar"), cpu(samples, FIXED)), bar)
