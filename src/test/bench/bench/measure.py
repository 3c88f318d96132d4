"""Interleaved rounds: each measures every subject once, so that what the machine does meanwhile meets all of them."""

import contextlib
from dataclasses import dataclass

from . import bars, machine
from .load import percentile
from .outcome import ratios
from .processes import Trouble, cpu_seconds, waited_seconds

# Fewer answers than these are those of a JVM that has hardly started.
WARM_REQUESTS = 64
COLD_STARTS = 20


@dataclass(frozen=True)
class Subject:
    """A proxy under load: its process (None for the direct call), the URL up to the service's path, and what happens
    meanwhile."""

    process: object
    url: str
    meanwhile: contextlib.AbstractContextManager = contextlib.nullcontext()


@dataclass(frozen=True)
class Sample:
    """One round of one subject: CPU in µs per request, requests per second, for which share of its time it waited for
    its core, and latencies in µs (0 where unknown)."""

    cpu: float
    rate: float
    waiting: float = 0
    p50: float = 0
    p99: float = 0


def rounds(stage, outcome, subjects, load):
    """Loads each subject, round by round, by load(url, seconds); each round begins with another one.

    Returns the samples by the subjects' names.
    """
    samples = {name: [] for name in subjects}
    names = list(subjects)
    for number in range(stage.options.rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            samples[name].append(sample(stage, outcome, subjects[name], load))
        say_round(number, samples)
    note_company(outcome, samples)
    return samples


def sample(stage, outcome, subject, load):
    before = spent(subject)
    with subject.meanwhile:
        done = load(subject.url, stage.options.seconds)
    if subject.process:
        stage.processes.check(subject.process)
    cpu, waited = (after - start for after, start in zip(spent(subject), before))
    outcome.count(done)
    if done.requests == 0:
        raise Trouble(f"{subject.url}: no request was answered: {'; '.join(done.errors) or 'nobody knows why'}")
    latencies = done.latencies or [0]
    return Sample(cpu / done.requests * 1e6, done.requests / done.seconds, waited / stage.options.seconds,
                  percentile(latencies, 50), percentile(latencies, 99))


def spent(subject):
    """Seconds that its process has run, and that it has waited for its core."""
    return (cpu_seconds(subject.process), waited_seconds(subject.process)) if subject.process else (0, 0)


def note_company(outcome, samples):
    """Says so where a peer, whose one thread should have its core for itself, had to share it."""
    for name, found in samples.items():
        most = max(one.waiting for one in found)
        if "sidecar" not in name and most > machine.BUSY:
            outcome.notes.append(f"{name} waited for its core for {most:.0%} of a round: something else ran there")


def say_round(number, samples):
    def last(sample_of_round):
        latency = f", p99 {sample_of_round.p99:,.0f} µs" if sample_of_round.p99 else ""
        return f"{sample_of_round.cpu:,.1f} µs CPU{latency}"

    print(f"  round {number + 1}: " + "; ".join(f"{name} {last(found[-1])}" for name, found in samples.items()),
          flush=True)


def warm(stage, outcome, subjects, load):
    """Loads peers for a second, and sidecars until their JVM has compiled what is hot; errors count, numbers do not."""
    for name, subject in subjects.items():
        with subject.meanwhile:
            heat(stage, outcome, subject, load, stage.options.warm if "sidecar" in name else 1)


def heat(stage, outcome, subject, load, seconds):
    """Loads it for so long, and again while it is so cold that hardly anybody was answered."""
    answered = 0
    for _ in range(COLD_STARTS):
        done = load(subject.url, seconds)
        stage.processes.check(subject.process or stage.backend.process)
        outcome.count(done)
        answered += done.requests
        if done.errors or answered >= WARM_REQUESTS:
            return


def add_costs(outcome, samples):
    for name, found in samples.items():
        outcome.add(name, "CPU", "µs/request", [one.cpu for one in found])
        outcome.add(name, "throughput", "requests/s", [one.rate for one in found])


def cpu(samples, name):
    return [one.cpu for one in samples[name]]


def judge_peers(outcome, samples, peers):
    """Holds the sidecar's CPU per request against that of each peer, by bars that may be None."""
    for peer, bar in peers.items():
        outcome.judge(f"sidecar / {peer}", "×", ratios(cpu(samples, "sidecar"), cpu(samples, peer)), bar)


def judge_original(outcome, samples, instances):
    """Holds it against the forerunner's with so many instances, as derived from HAProxy's in the same rounds."""
    times = bars.ORIGINAL_BY_HAPROXY[instances]
    derived = [times * theirs for theirs in cpu(samples, "HAProxy")]
    outcome.judge(f"sidecar / original at {instances:,} (derived: {times:g} × HAProxy)", "×",
                  ratios(cpu(samples, "sidecar"), derived), bars.AGAINST_ORIGINAL[instances])
