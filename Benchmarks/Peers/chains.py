"""The chains that contenders run, and what they must come to: by matrix powers, apart from all of them."""

import json
import subprocess
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
KERNEL_TIMES = HERE.parent / ".build" / "release" / "kernel-times"
# Contenders that miss the right law are told apart from chance at this many standard deviations: a
# false alarm in a million checks.
CHANCE_LIMIT = 4.76


class WrongAnswer(Exception):
    pass


class Component:
    """A chain of a mixture, its start and its sets."""

    def __init__(self, fields):
        self.weight = fields["weight"]
        self.start = np.array(fields["start"], float)
        self.offsets = np.array(fields["offsets"], np.int64)
        self.targets = np.array(fields["targets"], np.int32)
        self.probabilities = np.array(fields["probabilities"], float)
        self.count = len(self.start)
        self.sets = fields["sets"]
        self.group_of = np.array(fields["occupied"], np.int32)
        # One bit a set.
        self.sets_of = np.zeros(self.count, np.uint64)
        for number, members in enumerate(self.sets):
            self.sets_of[members] |= np.uint64(1 << number)

    def matrix(self):
        matrix = np.zeros((self.count, self.count))
        rows = np.repeat(np.arange(self.count), np.diff(self.offsets))
        matrix[rows, self.targets] = self.probabilities
        return matrix

    def ends(self, horizon):
        return self.start @ np.linalg.matrix_power(self.matrix(), horizon)

    def reached(self, horizon):
        """The probability that each set was visited by the horizon."""
        answers = []
        for members in self.sets:
            matrix = self.matrix()
            matrix[members] = 0
            matrix[members, members] = 1
            answers.append((self.start @ np.linalg.matrix_power(matrix, horizon))[members].sum())
        return np.array(answers)


class Chain:
    """A workload's mixture, as `kernel-times --export` prints it."""

    def __init__(self, name, asked, horizon):
        command = [KERNEL_TIMES, name, "--asked", asked, "--horizon", str(horizon), "--export"]
        fields = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        self.name = name
        self.horizon = horizon
        self.components = [Component(component) for component in fields["components"]]
        self.ends = sum(c.weight * c.ends(horizon) for c in self.components)
        self.reached = sum(c.weight * c.reached(horizon) for c in self.components)

    def shares(self, count, random):
        """How many paths each chain of the mixture gets."""
        return random.multinomial(count, [c.weight for c in self.components])

    def check(self, who, answers):
        """Raises unless the counts are what this chain gives, but for chance."""
        if answers.get("ends") is not None:
            check_counts(f"{who}, ends", answers["ends"], self.ends)
        if answers.get("reached") is not None:
            # Sets are nested: what reaches a set but not the next has its highest rung there.
            reached = np.array(answers["reached"], float)
            if np.any(np.diff(self.reached) > 1e-12):
                raise WrongAnswer(f"{who}: the sets of {self.name} are not nested")
            total = answers["count"]
            check_counts(
                f"{who}, highest rung", -np.diff([total, *reached, 0]), -np.diff([1, *self.reached, 0]))


def check_counts(what, counts, law):
    """Chi-square of counts against a law; rare cells are put together."""
    counts = np.asarray(counts, float)
    law = np.clip(np.asarray(law, float), 0, None)
    total = counts.sum()
    order = np.argsort(law)
    cells, expected, seen = [], 0.0, 0.0
    for cell in order:
        if law[cell] < 1e-14 and counts[cell] > 0:
            raise WrongAnswer(f"{what}: {counts[cell]:.0f} of {total:.0f} where nothing can be")
        expected += total * law[cell]
        seen += counts[cell]
        if expected >= 10:
            cells.append((seen, expected))
            expected = seen = 0.0
    if len(cells) < 2:
        raise WrongAnswer(f"{what}: too few paths to tell")
    last = cells.pop()
    cells.append((last[0] + seen, last[1] + expected))
    statistic = sum((seen - expected) ** 2 / expected for seen, expected in cells)
    freedom = len(cells) - 1
    # Wilson and Hilferty's normal approximation.
    spread = 2 / (9 * freedom)
    deviation = ((statistic / freedom) ** (1 / 3) - (1 - spread)) / spread**0.5
    if deviation > CHANCE_LIMIT:
        raise WrongAnswer(f"{what}: chi-square {statistic:.1f} with {freedom} degrees of freedom")
