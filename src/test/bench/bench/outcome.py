"""What a scenario has found: numbers round by round, and what they are held against."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Series:
    """What was measured of one subject: one number for each round."""

    subject: str
    what: str
    unit: str
    rounds: list


@dataclass
class Verdict:
    """A number for each round that is held against a bar, or shown without one.

    The unit × is a ratio of two numbers of the same round: only those can be compared between runs and machines.
    """

    name: str
    unit: str
    rounds: list
    bar: float = None

    @property
    def median(self):
        return statistics.median(self.rounds) if self.rounds else None

    @property
    def is_met(self):
        """Whether the median does not exceed the bar; None where there is no bar, or no number."""
        return None if self.bar is None or not self.rounds else self.median <= self.bar


@dataclass
class Outcome:
    """All of one scenario. Errors make the whole run fail; notes do not."""

    scenario: str
    title: str
    series: list = field(default_factory=list)
    verdicts: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    requests: int = 0

    def add(self, subject, what, unit, rounds):
        self.series.append(Series(subject, what, unit, rounded(rounds)))

    def judge(self, name, unit, rounds, bar=None):
        self.verdicts.append(Verdict(name, unit, rounded(rounds), bar))

    def count(self, load):
        """Takes over how much was asked, and what went wrong."""
        self.requests += load.requests
        self.errors += load.errors


def rounded(values):
    """To thousandths, which is more than any measurement is good for."""
    return [round(value, 3) for value in values]


def ratios(ours, theirs):
    """Ours by theirs, round by round; a round in which theirs is not above zero tells nothing and is left out."""
    return [mine / other for mine, other in zip(ours, theirs) if other > 0]


def from_json(written):
    """An outcome as JSON has it."""
    return Outcome(**{**written, "series": [Series(**one) for one in written["series"]],
                      "verdicts": [Verdict(**one) for one in written["verdicts"]]})
