"""Scenarios of a sidecar's life: how soon it answers, and how much memory it takes."""

import threading
import time

from . import bars
from .load import at_rate
from .machine import BOTH_CORES
from .outcome import Outcome
from .processes import Trouble, answers, memory_megabytes
from .sidecar import JAR
from .stage import Settings

RATE = 1000
LONGEST_START_SECONDS = 60

# What a start has left behind is what is there at rest.
REST_SECONDS = 10

# Each takes as long as a JVM needs to be warm, twice.
MOST_ROUNDS_OF_MEMORY = 3


def start(stage):
    """On both cores, since nothing else runs meanwhile; the files are in the system's cache after the first start."""
    outcome = Outcome("start", "from the start of the process to the first answer of an instance, on both cores")
    forms = {
        "as packaged": (lambda table: seconds_to_answer(stage, table, [stage.launcher]), bars.START_PACKAGED_SECONDS),
        "java -jar": (lambda table: seconds_to_answer(stage, table, ["java", "-jar", JAR]), bars.START_JAR_SECONDS),
    }
    found = {name: [] for name in forms}
    with stage.table(1) as table:
        for name, (measure, _) in forms.items():
            measure(table)
        for number in range(stage.options.rounds):
            for name, (measure, _) in forms.items():
                found[name].append(measure(table))
            print(f"  round {number + 1}: " + "; ".join(f"{name} {took[-1]:.2f} s" for name, took in found.items()),
                  flush=True)
    for name, (_, bar) in forms.items():
        outcome.judge(name, "s", found[name], bar)
    outcome.requests = len(forms) * (stage.options.rounds + 1)
    return outcome


def seconds_to_answer(stage, table, command):
    """Starts a sidecar, asks it again and again, and ends it."""
    began = time.monotonic()
    started = stage.start_sidecar(table, Settings(cores=BOTH_CORES, java_options=stage.options.java_options), command)
    try:
        while not answers(f"{started.plain}/1k"):
            stage.processes.check(started.process)
            if time.monotonic() - began > LONGEST_START_SECONDS:
                raise Trouble(f"{started.process.name}: no answer within {LONGEST_START_SECONDS} s")
            time.sleep(0.002)
        return time.monotonic() - began
    finally:
        started.end()


def memory(stage):
    """A sidecar of its own for each round and each size of its table, as it is after its start and under load."""
    outcome = Outcome("memory", f"proportional set size (PSS) as packaged: at rest, at {RATE:,} requests per second")
    found = {name: [] for name in ("at rest", f"at {RATE:,}/s", "10,000 instances, at rest",
                                   f"10,000 instances, at {RATE:,}/s")}
    for number in range(min(stage.options.rounds, MOST_ROUNDS_OF_MEMORY)):
        for count, names in ((1, list(found)[:2]), (10_000, list(found)[2:])):
            for name, megabytes in zip(names, of_sidecar(stage, outcome, count)):
                found[name].append(megabytes)
        print(f"  round {number + 1}: " + "; ".join(f"{name} {sizes[-1]:.0f} MB" for name, sizes in found.items()),
              flush=True)
    limits = (bars.IDLE_MEGABYTES, bars.LOADED_MEGABYTES, bars.MANY_INSTANCES_MEGABYTES, bars.MANY_INSTANCES_MEGABYTES)
    for (name, sizes), bar in zip(found.items(), limits):
        outcome.judge(name, "MB", sizes, bar)
    for name, peer in stage.peers.items():
        outcome.add(name, f"at {RATE:,}/s", "MB", [loaded(stage, outcome, peer)])
    return outcome


def of_sidecar(stage, outcome, instances):
    """At rest and under load, in MB."""
    with stage.table(instances) as table, stage.sidecar(table) as ours:
        time.sleep(REST_SECONDS)
        at_rest = memory_megabytes(ours.process)
        return at_rest, loaded(stage, outcome, ours)


def loaded(stage, outcome, proxy):
    """The most that it takes under load, in as long as a JVM needs to be warm; looked at each half second."""
    sizes = [memory_megabytes(proxy.process)]
    done = threading.Event()

    def watch():
        while not done.wait(0.5):
            sizes.append(memory_megabytes(proxy.process))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        outcome.count(at_rate(f"{proxy.plain}/1k", RATE, stage.options.warm, stage.folder / "latencies"))
    finally:
        done.set()
        watching.join()
    return max(sizes)
