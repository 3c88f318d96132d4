"""What a run has found, as a table for the terminal, as Markdown and as JSON; and beside an earlier run."""

import dataclasses
import json
import re
import statistics

from .outcome import from_json

WORDS = {True: "met", False: "MISSED", None: ""}


def write(folder, outcomes, machine, options):
    """Writes results.json and report.md into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    results = {"machine": machine, "options": options,
               "outcomes": [dataclasses.asdict(outcome) for outcome in outcomes]}
    (folder / "results.json").write_text(written(results))
    (folder / "report.md").write_text(markdown(outcomes, machine, options))


def written(results):
    """JSON with the numbers of a list in one line."""
    text = json.dumps(results, indent=1, ensure_ascii=False)
    return re.sub(r"\[[-+\d.e,\s]+\]", lambda found: " ".join(found.group().split()), text) + "\n"


def read(paths):
    """The outcomes of several results, the last one's where they share a scenario; machine and options of the last."""
    found = {}
    for path in paths:
        results = json.loads(path.read_text())
        found |= {written["scenario"]: from_json(written) for written in results["outcomes"]}
    return list(found.values()), results["machine"], results["options"]


def terminal(outcomes):
    return "\n".join(
        "\n".join([f"\n{outcome.scenario}: {outcome.title}", *aligned(rows(outcome)), *remarks(outcome)])
        for outcome in outcomes)


def markdown(outcomes, machine, options):
    lines = ["# Side by side", "", "Medians of interleaved rounds, with least and greatest. Only ratios (×) can "
             "be compared between runs and machines.", "", *facts(machine), *facts(options), "", "![](plot.svg)"]
    for outcome in outcomes:
        lines += ["", f"## {outcome.scenario}", "", outcome.title, "", *table(rows(outcome)), "",
                  *(f"* {remark}" for remark in remarks(outcome))]
    return "\n".join(lines) + "\n"


def facts(named):
    return [f"* {name}: {value}" for name, value in named.items()]


def rows(outcome):
    """A head, and a row for each series and each verdict."""
    measured = [[f"{one.subject}: {one.what}", one.unit, *spread(one.rounds), "", ""] for one in outcome.series]
    judged = [[one.name, one.unit, *spread(one.rounds), "" if one.bar is None else f"≤ {one.bar:g}", WORDS[one.is_met]]
              for one in outcome.verdicts]
    return [["", "unit", "median", "min", "max", "bar", ""], *measured, *judged]


def spread(values):
    """Median, least and greatest; dashes where there is no round that tells anything."""
    if not values:
        return ["–", "–", "–"]
    return [number(statistics.median(values)), number(min(values)), number(max(values))]


def number(value):
    """Three digits that matter, or all before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def remarks(outcome):
    return [f"{outcome.requests:,} requests, {'no errors' if not outcome.errors else 'ERRORS:'}",
            *outcome.errors, *(f"note: {note}" for note in outcome.notes)]


def aligned(cells):
    """Names to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) if column in (0, 1, 6) else cell.rjust(width)
                      for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in cells]


def table(cells):
    head, *body = ["| " + " | ".join(row) + " |" for row in cells]
    return [head, "|---|---|---:|---:|---:|---:|---|", *body]


def compared(outcomes, earlier):
    """Each ratio beside the earlier run's of the same name."""
    before = {(outcome.scenario, verdict.name): verdict for outcome in earlier for verdict in outcome.verdicts}
    cells = [["ratio", "", "before", "now", "change", "", ""]]
    for outcome in outcomes:
        for verdict in outcome.verdicts:
            other = before.get((outcome.scenario, verdict.name))
            if verdict.unit == "×" and verdict.rounds and other and other.rounds:
                change = (verdict.median / other.median - 1) * 100
                cells.append([f"{outcome.scenario}: {verdict.name}", "×", number(other.median), number(verdict.median),
                              f"{change:+.0f} %", "", WORDS[verdict.is_met]])
    return "\n".join(["Only ratios are compared: times and sizes of two machines tell nothing.", *aligned(cells)])
