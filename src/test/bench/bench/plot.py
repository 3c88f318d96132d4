"""A picture of a run, as SVG: every verdict against its bar, and the cost of a call by the size of the tables."""

import math
import re
import statistics
from xml.sax.saxutils import escape

from .bars import GROWTH

WIDTH, LEFT, RIGHT, ROW = 1000, 470, 90, 22
COLOURS = {True: "#2b7a3d", False: "#b3261e"}
LINES = ("#1f5fa8", "#b3261e", "#2b7a3d", "#8a5a00")
TEXT = 'font-family="sans-serif" font-size="12" fill="#222"'


def draw(outcomes):
    """The whole SVG; each panel is placed below the one before."""
    panels = [panel for panel in (against_bars(outcomes), by_size(outcomes)) if panel]
    height = sum(tall for _, tall in panels) + 20
    body, top = [], 10
    for shapes, tall in panels:
        body.append(f'<g transform="translate(0 {top})">{"".join(shapes)}</g>')
        top += tall
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(body)}</svg>\n')


def against_bars(outcomes):
    """A row for each verdict that has a bar: its median as a share of the bar, with the line from least to greatest."""
    judged = [(outcome.scenario, verdict) for outcome in outcomes for verdict in outcome.verdicts
              if verdict.bar and verdict.rounds]
    if not judged:
        return None
    most = max(1.5, *(max(verdict.rounds) / verdict.bar for _, verdict in judged))
    scale = Scale(0, min(most, 4), LEFT, WIDTH - RIGHT)
    tall = ROW * (len(judged) + 3)
    shapes = [words(10, 14, "Measured / bar: median, least and greatest of the rounds; left of 1 is met", bold=True)]
    for mark in range(int(scale.high) + 1):
        shapes += [line(scale(mark), ROW, scale(mark), tall - 2 * ROW, "#222" if mark == 1 else "#ddd"),
                   words(scale(mark), tall - ROW - 4, str(mark), anchor="middle")]
    for number, (scenario, verdict) in enumerate(judged):
        shapes += verdict_row(scenario, verdict, scale, ROW * (number + 2))
    return shapes, tall


def verdict_row(scenario, verdict, scale, y):
    low, middle, high = (value / verdict.bar for value in (min(verdict.rounds), verdict.median, max(verdict.rounds)))
    colour = COLOURS[verdict.is_met]
    return [words(LEFT - 10, y + 4, f"{scenario}: {verdict.name}", anchor="end"),
            line(scale(low), y, scale(high), y, colour),
            f'<circle cx="{scale(middle):.1f}" cy="{y}" r="5" fill="{colour}"/>',
            words(WIDTH - RIGHT + 10, y + 4, f"{verdict.median:.3g} {verdict.unit}")]


def by_size(outcomes):
    """CPU per request over the number of instances, as a multiple of that with one; a line for each number of rules."""
    lines = sizes(outcomes)
    if not lines:
        return None
    tall, bottom = 320, 260
    across = Scale(0, 4, 80, WIDTH - 200)
    up = Scale(0, max(1.5, *(ratio for points in lines.values() for _, ratio in points)) * 1.1, bottom, 40)
    shapes = [words(10, 14, "growth: CPU per request / that with one instance and no rule, by instances", bold=True),
              line(80, up(GROWTH), WIDTH - 200, up(GROWTH), "#222"), words(90, up(GROWTH) - 4, f"bar {GROWTH:.2f}"),
              line(80, bottom, WIDTH - 200, bottom, "#222"), line(80, 40, 80, bottom, "#222")]
    shapes += [words(across(power), bottom + 18, f"{10 ** power:,}", anchor="middle") for power in range(5)]
    shapes += [words(70, up(half / 2) + 4, f"{half / 2:.1f}", anchor="end") for half in range(int(up.high * 2) + 1)]
    for number, (rules, points) in enumerate(lines.items()):
        shapes += growth_line(rules, points, across, up, number)
    return shapes, tall


def growth_line(rules, points, across, up, number):
    colour = LINES[number % len(LINES)]
    places = [(across(math.log10(instances)), up(ratio)) for instances, ratio in sorted(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
            words(WIDTH - 190, 50 + 18 * number, f"{rules} rules", colour=colour)]


def sizes(outcomes):
    """The points of the scenario growth: by rules, the instances and the ratio."""
    lines = {}
    for verdict in (one for outcome in outcomes if outcome.scenario == "growth" for one in outcome.verdicts):
        instances, rules = re.match(r"([\d,]+) instances?, ([\d,]+) rules", verdict.name).groups()
        if verdict.rounds:
            point = int(instances.replace(",", "")), statistics.median(verdict.rounds)
            lines.setdefault(rules, []).append(point)
    return lines


class Scale:
    """Numbers to places; what lies beyond is drawn at the edge."""

    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value):
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def words(x, y, text, anchor="start", bold=False, colour="#222"):
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight} {TEXT.replace("#222", colour)}>'
            f'{escape(text)}</text>')


def line(x1, y1, x2, y2, colour):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            'stroke-width="1.5"/>')
