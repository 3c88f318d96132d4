"""A scenario of an hour at half load, the tables swapped each second: nothing may grow, block or leak."""

import re
import statistics

from . import bars
from .latency import POLLS, Swapper
from .load import at_rate, percentile
from .measure import heat, Subject
from .outcome import Outcome
from .processes import get, memory_megabytes
from .stage import Settings

# About half of what one core carries with everything on.
RATE = 8_000

# One round; what the sidecar says of blocks covers a minute at least.
ROUND_SECONDS = 60

# Netty looks at one buffer of a hundred or so, and tells where a lost one was last touched.
LEAKS_TOLD = "-Dio.netty.leakDetection.level=advanced"


def soak(stage):
    outcome = Outcome("soak", f"{stage.options.minutes} minutes at {RATE:,} requests per second, 10,000 instances and "
                              "1,000 rules, all of them changed each second")
    options = f"{stage.options.java_options} {LEAKS_TOLD}".strip()
    with stage.table(10_000, 1_000) as table:
        ours = stage.start_sidecar(table, Settings(POLLS, java_options=options)).await_table()
        subject = Subject(ours.process, ours.plain, Swapper(table, stage.backend.port))
        load = lambda url, seconds: at_rate(f"{url}/1k", RATE, seconds, stage.folder / "latencies")
        heat(stage, outcome, subject, load, stage.options.warm)
        rounds = [minute(stage, outcome, ours, subject, load, number) for number in range(stage.options.minutes)]
        ours.await_table()
    memory, blocks, latencies = zip(*rounds)
    outcome.add("sidecar", "memory", "MB", memory)
    outcome.add("sidecar", "p99", "µs", latencies)
    outcome.judge("memory, last quarter / first quarter", "×", [growth(memory)], bars.SOAKED_MEMORY)
    outcome.judge("longest block of an event loop", "ms", [max(blocks)], bars.LONGEST_BLOCK_MILLISECONDS)
    outcome.errors += leaks((stage.folder / f"{ours.process.name}.out").read_text(errors="replace"))
    return outcome


def minute(stage, outcome, ours, subject, load, number):
    """Memory in MB, the longest block in ms, and the p99 in µs of one round."""
    with subject.meanwhile:
        done = load(subject.url, ROUND_SECONDS)
        stage.processes.check(ours.process)
        memory, block = memory_megabytes(ours.process), longest_block(ours)
    outcome.count(done)
    p99 = percentile(done.latencies, 99)
    print(f"  minute {number + 1}: {memory:.0f} MB, longest block {block:.0f} ms, p99 {p99:,.0f} µs", flush=True)
    return memory, block, p99


def longest_block(ours):
    """Of all its event loops, in ms."""
    text = get(f"http://127.0.0.1:{ours.admin}/metrics").decode()
    return max(float(seconds) for seconds in re.findall(r"^a8_loop_max_block_seconds\S* (\S+)", text, re.M)) * 1000


def growth(memory):
    """The median of the last quarter of the rounds by that of the first."""
    quarter = max(1, len(memory) // 4)
    return statistics.median(memory[-quarter:]) / statistics.median(memory[:quarter])


def leaks(said):
    """A sentence for each leak that Netty has told of."""
    return [f"leak: {line.strip()[:200]}" for line in said.splitlines() if "LEAK:" in line]
