#!/usr/bin/env python3
"""What a call through the sidecar costs, beside nginx and HAProxy, in interleaved rounds.

Needs two cores, Java and Debian's nginx, haproxy, wrk, nghttp2-client (h2load) and openssl, installs nothing, listens
on the loopback only and ends what it has started. The sidecar is the one that "mvn -DskipTests package" has built, with
a Java of its own as in the images. Proxies share core 0, load and backend core 1. Every proxy keeps its access log.
"""

import argparse
import signal
import sys
import time
from pathlib import Path

from bench import machine, plot, report, sidecar
from bench.processes import Trouble
from bench.outcome import Outcome
from bench.scenarios import SCENARIOS, USUAL, described
from bench.stage import Stage

BASELINE = Path(__file__).with_name("baseline.json")

EPILOG = f"""scenarios, in their order:
{described()}

Each number is a median of the rounds, with the least and the greatest. Bars are held against the medians. "The
original" (nginx with Lua, the sidecar's forerunner) is derived from HAProxy's figure of the same round. A run on a
machine that does something else tells nothing: see the spread first. Only ratios can be compared with another run's.

All scenarios but soak take about two hours. To see that they work: --rounds 1 --seconds 1 --warm 1, a few minutes.
The exit code is 1 when a request failed (any status but 2xx, any broken connection) or something did not start, and 0
when all went well, whether bars were met or not.
"""


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, metavar="NAME",
                        help="only this one; may be given several times (default: all but soak)")
    parser.add_argument("--list", action="store_true", help="names the scenarios and ends")
    parser.add_argument("--rounds", type=positive, default=12, help="of each subject (default: 12)")
    parser.add_argument("--seconds", type=positive, default=4,
                        help="of load in each round (default: 4; what disturbs a machine lasts longer than that, and many "
                             "short rounds share it evenly)")
    parser.add_argument("--warm", type=positive, default=90,
                        help="seconds of load before, in which a JVM compiles what is hot (default: 90)")
    parser.add_argument("--minutes", type=positive, default=60, help="of soak (default: 60)")
    parser.add_argument("--java-options", default="", metavar="WORDS",
                        help="what A8_JAVA_OPTS tells the launcher (default: nothing)")
    parser.add_argument("--report", type=Path, default=sidecar.TARGET / "side-by-side", metavar="FOLDER",
                        help="where report.md, results.json and plot.svg go (default: target/side-by-side)")
    parser.add_argument("--read", type=Path, nargs="+", metavar="RESULTS",
                        help="reports on these results.json and measures nothing; of a scenario in several the last stands")
    parser.add_argument("--compare", type=Path, nargs="?", const=BASELINE, metavar="RESULTS",
                        help="prints the ratios beside those of an earlier run (default: baseline.json beside this script, "
                             "which is a copy of a whole run's results.json)")
    return parser.parse_args()


def positive(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} (expected: a whole number from 1)")
    return int(text)


def main():
    options = arguments()
    if options.list:
        print(described())
        return 0
    for path in [*(options.read or []), *([options.compare] if options.compare else [])]:
        if not path.exists():
            sys.exit(f"side_by_side.py: {path}: not found (expected: a results.json)")
    try:
        outcomes = read(options) if options.read else measured(options)
    except (Trouble, OSError) as trouble:
        sys.exit(f"side_by_side.py: {trouble}")
    print(report.terminal(outcomes))
    print(f"\nwritten: report.md, results.json and plot.svg in {options.report}")
    if options.compare:
        print("\n" + report.compared(outcomes, report.read([options.compare])[0]))
    return 1 if any(outcome.errors for outcome in outcomes) else 0


def read(options):
    """The outcomes of earlier runs, put together."""
    outcomes, facts, how = report.read(options.read)
    write(options, outcomes, facts, how)
    return outcomes


def write(options, outcomes, facts, how):
    report.write(options.report, outcomes, facts, how)
    (options.report / "plot.svg").write_text(plot.draw(outcomes))


def measured(options):
    """Runs the scenarios and gives their outcomes; the report is written after each, since all take long."""
    problems = machine.missing() + sidecar.problems()
    if problems:
        sys.exit("\n".join(f"side_by_side.py: {problem}" for problem in problems))
    machine.prepare()
    # Whoever ends this script ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    how = {"rounds": options.rounds, "seconds": options.seconds, "warm": options.warm,
           "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    outcomes = []
    with Stage(options) as stage:
        for name in options.scenario or USUAL:
            outcomes.append(outcome(stage, name))
            write(options, outcomes, machine.description(), how)
    return outcomes


def outcome(stage, name):
    """One scenario's; where it cannot go on, that is its error, and the next one has its turn."""
    run, words = SCENARIOS[name]
    print(f"{name}: {words}", flush=True)
    notes = stage.notes + machine.notes_on_others()
    try:
        found = run(stage)
    except (Trouble, OSError) as trouble:
        found = Outcome(name, words, errors=[str(trouble)])
    found.notes += notes
    return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
